const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

/**
 * The data behind the first date that `Intl` formats would take longer than a page.
 *
 * @returns the day of a time, in UTC: `12 February 2026`
 * @throws RangeError for what is no time
 */
export function longDate(time: string): string {
  const [year, month, day] = new Date(time).toISOString().slice(0, 10).split("-");
  return `${Number(day)} ${MONTHS[Number(month) - 1]} ${year}`;
}
