// Keeps a page as new as what it shows: style sheets and images are swapped where they stand, for all else it is loaded
// anew. Tabs that nobody sees hold no connection, for a browser has six of them; they catch up when they are looked at.
{
  const { src, dataset } = document.currentScript;
  const TOGETHER_MS = 60;
  const LOOK_MS = 5000;
  const SLEEP_MS = 15_000;
  let events;
  let reloading;
  let since;

  const connect = () => {
    if (events !== undefined || document.hidden) return;
    const around = followersAround();
    if (around !== undefined) return void around.add(pass);
    const url = new URL("/__devserver/events", src);
    url.search = new URLSearchParams(since ? { since } : { since: dataset.since, ...age() });
    events = new EventSource(url);
    events.addEventListener("message", ({ data, lastEventId }) => {
      since = lastEventId;
      pass(JSON.parse(data));
    });
    events.addEventListener("error", ({ target }) => {
      // A broken connection is made again by the browser, a refused one by the look at the clock below.
      if (target.readyState !== EventSource.CLOSED || target !== events) return;
      disconnect();
    });
  };

  /** Of the answer that made this page, unless the way back led to a page that was kept without asking for it again. */
  const age = () => {
    const [navigation] = performance.getEntriesByType("navigation");
    return navigation?.type === "back_forward" ? {} : { age: performance.now() };
  };

  // A page in a frame follows by the connection of the page around it: six frames would use up the browser's.
  const FOLLOWERS = Symbol.for("mediaroot.live-reload");
  const followers = new Set();
  window[FOLLOWERS] = followers;

  const pass = (message) => {
    follow(message);
    for (const frame of followers) frame(message);
  };

  const followersAround = () => {
    try {
      return parent === window ? undefined : parent[FOLLOWERS];
    } catch {
      // Another site's page.
      return undefined;
    }
  };

  const disconnect = () => {
    followersAround()?.delete(pass);
    events?.close();
    events = undefined;
  };

  const follow = ({ kind, urls }) => {
    if (kind === "reload") reload();
    else if (kind === "swap") {
      const changed = new Set(urls.map(decoded));
      // This page is a listing of the directory that one of them is in, or says that one of them is not there.
      if ([...changed].some((path) => [path, path.replace(/[^/]+$/, "")].includes(decoded(location.pathname)))) {
        reload();
        return;
      }
      const isChanged = (url, base = document.baseURI) => {
        const { origin, pathname } = URL.parse(url, base) ?? {};
        return origin === new URL(src).origin && changed.has(decoded(pathname));
      };
      swapSheets(isChanged);
      swapImages(isChanged);
    }
  };

  /** What is saved at once comes in pieces. */
  const reload = () => {
    clearTimeout(reloading);
    reloading = setTimeout(() => {
      disconnect();
      location.reload();
    }, TOGETHER_MS);
  };

  const decoded = (path) => {
    try {
      return decodeURIComponent(path);
    } catch {
      return path;
    }
  };

  /** The same address, fetched again: whoever serves media does not read the query. */
  const renewed = (url, base = document.baseURI) => {
    const fresh = new URL(url, base);
    fresh.searchParams.set("live", Date.now());
    return fresh.href;
  };

  const replaced = new WeakSet();
  const olderThan = new WeakMap();

  /** The old sheet goes when a newer one is there, however many were asked for meanwhile: the page is never without. */
  const swapSheets = (isChanged) => {
    for (const link of document.querySelectorAll("link[rel~=stylesheet i]")) {
      if (replaced.has(link) || !(isChanged(link.href) || imports(link.sheet, isChanged))) continue;
      const next = link.cloneNode();
      next.href = renewed(link.href);
      for (const end of ["load", "error"]) next.addEventListener(end, () => removeOlder(next), { once: true });
      replaced.add(link);
      olderThan.set(next, link);
      link.after(next);
    }
    for (const style of document.querySelectorAll("style")) {
      if (imports(style.sheet, isChanged)) style.replaceWith(style.cloneNode(true));
    }
  };

  const removeOlder = (link) => {
    for (let older = olderThan.get(link); older !== undefined; older = olderThan.get(older)) older.remove();
  };

  const imports = (sheet, isChanged) =>
    rulesOf(sheet).some(
      (rule) =>
        rule instanceof CSSImportRule && (isChanged(rule.href, baseOf(sheet)) || imports(rule.styleSheet, isChanged)),
    );

  const baseOf = (sheet) => sheet.href ?? document.baseURI;

  /** Those of another site's sheet may not be read. */
  const rulesOf = (sheet) => {
    try {
      return [...(sheet?.cssRules ?? [])];
    } catch {
      return [];
    }
  };

  const ADDRESSES = [
    ["img, input[type=image], source, video", "src"],
    ["video", "poster"],
    ["link[rel~=icon i]", "href"],
    ["image", "href"],
  ];

  const swapImages = (isChanged) => {
    for (const [selector, name] of ADDRESSES) {
      for (const element of document.querySelectorAll(`:is(${selector})[${name}]`)) {
        const url = element.getAttribute(name);
        if (isChanged(url)) element.setAttribute(name, renewed(url));
      }
    }
    for (const element of document.querySelectorAll("[srcset]")) {
      const srcset = element.getAttribute("srcset");
      const next = srcset.replaceAll(/[^\s,]\S*[^\s,]/g, (url) => (isChanged(url) ? renewed(url) : url));
      if (next !== srcset) element.setAttribute("srcset", next);
    }
    for (const sheet of document.styleSheets) swapInRules(sheet, isChanged, baseOf(sheet));
    for (const { style } of document.querySelectorAll("[style*='url(']"))
      swapInStyle(style, isChanged, document.baseURI);
  };

  const swapInRules = (sheet, isChanged, base) => {
    for (const rule of rulesOf(sheet)) {
      if (rule.style) swapInStyle(rule.style, isChanged, base);
      if (rule.cssRules) swapInRules(rule, isChanged, base);
      if (rule.styleSheet) swapInRules(rule.styleSheet, isChanged, baseOf(rule.styleSheet));
    }
  };

  const swapInStyle = (style, isChanged, base) => {
    for (const name of Array.from(style)) {
      const value = style.getPropertyValue(name);
      if (!value.includes("url(")) continue;
      const next = value.replaceAll(/url\((["']?)(.*?)\1\)/g, (text, _, url) =>
        isChanged(url, base) ? `url("${renewed(url, base)}")` : text,
      );
      if (next !== value) style.setProperty(name, next, style.getPropertyPriority(name));
    }
  };

  let seen = Date.now();
  setInterval(() => {
    const time = Date.now();
    // The machine slept; its connections may be dead without a word.
    if (time - seen > SLEEP_MS) disconnect();
    seen = time;
    connect();
  }, LOOK_MS);
  document.addEventListener("visibilitychange", () => (document.hidden ? disconnect() : connect()));
  addEventListener("pagehide", disconnect);
  addEventListener("pageshow", connect);
  connect();
}
