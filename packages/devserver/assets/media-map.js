// Without this script the form sends the search, and the link leads to a page of findings.
const field = document.querySelector("input[name=q]");
const results = document.querySelector("#results");
const findings = document.querySelector("#findings");
let waiting;
let running;

/** Puts a part of another page of the map into this one. */
async function show(address, place, options) {
  const response = await fetch(address, options);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const found = page.querySelector(`#${place.id}`);
  if (found === null) return false;
  found.querySelector("details")?.removeAttribute("open");
  place.replaceChildren(...found.childNodes);
  return true;
}

/** Shows the results of a search while it is typed. */
async function search() {
  running?.abort();
  running = new AbortController();
  const address = new URL(field.form.action);
  address.searchParams.set("q", field.value);
  try {
    if (await show(address, results, { signal: running.signal })) history.replaceState(undefined, "", address);
  } catch (error) {
    if (error.name !== "AbortError") throw error;
  }
}

/** Shows what `devserver check` finds, as soon as it has ended. */
async function check() {
  const link = findings.querySelector("a");
  findings.textContent = "Checking the site …";
  if (!(await show(link.href, findings).catch(() => false))) findings.replaceChildren(link);
}

field.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(search, 100);
});
check();
