const DAY = "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)";
const MONTH = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)";
const TIME = "\\d\\d:\\d\\d:\\d\\d";
const IMF_FIXDATE = new RegExp(`^${DAY}, \\d\\d ${MONTH} \\d{4} ${TIME} GMT$`);
const RFC_850 = new RegExp(`^(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, \\d\\d-${MONTH}-\\d\\d ${TIME} GMT$`);
const ASCTIME = new RegExp(`^${DAY} ${MONTH} [ \\d]\\d ${TIME} \\d{4}$`);

/**
 * Parses an HTTP-date in any of its three formats (RFC 9110, section 5.6.7).
 *
 * @returns seconds since the epoch; undefined for what is no HTTP-date, which a recipient ignores
 */
export function parseHttpDate(text: string): number | undefined {
  const isAsctime = ASCTIME.test(text);
  if (!isAsctime && !IMF_FIXDATE.test(text) && !RFC_850.test(text)) return undefined;
  const seconds = Date.parse(isAsctime ? `${text} GMT` : text) / 1000;
  return Number.isNaN(seconds) ? undefined : seconds;
}

/** @returns the IMF-fixdate of whole seconds since the epoch */
export function formatHttpDate(seconds: number): string {
  return new Date(seconds * 1000).toUTCString();
}
