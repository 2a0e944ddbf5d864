// Shows the results of a search while it is typed. Without this script the form sends it.
const field = document.querySelector("input[name=q]");
const results = document.querySelector("#results");
let waiting;
let running;

async function search() {
  running?.abort();
  running = new AbortController();
  const address = new URL(field.form.action);
  address.searchParams.set("q", field.value);
  try {
    const response = await fetch(address, { signal: running.signal });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const found = page.querySelector("#results");
    if (found === null) return;
    results.replaceChildren(...found.childNodes);
    history.replaceState(undefined, "", address);
  } catch (error) {
    if (error.name !== "AbortError") throw error;
  }
}

field.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(search, 100);
});
