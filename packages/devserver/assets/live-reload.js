// Reloads the page when something that it may show has changed since it was made.
{
  const { since } = document.currentScript.dataset;
  const events = new EventSource(`/__devserver/events?since=${since}`);
  events.addEventListener("message", () => {
    events.close();
    location.reload();
  });
}
