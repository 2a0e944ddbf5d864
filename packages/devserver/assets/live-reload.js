// Keeps a page up to date: style sheets and images are replaced in place, anything else reloads the page. Hidden tabs hold no
// connection (browsers allow six to a site), and catch up when they are shown.
(() => {
  const { dataset } = document.currentScript;
  // Not the script's own address: reading it asks <base> again.
  const EVENTS = new URL("/__devserver/events", location.href).href;
  const NOTICE = new URL("/__devserver/assets/notice.js", location.href).href;
  // A library that fetches pages and puts them into this one (Turbo Drive) brings the script again with each.
  const FOLLOWERS = Symbol.for("mediaroot.live-reload");
  if (window[FOLLOWERS] !== undefined) return;
  const TOGETHER_MS = 60;
  const LOOK_MS = 5000;
  const SLEEP_MS = 15_000;
  let events;
  let isForbidden = false;
  let since;
  let reloading;
  let seen = Date.now();

  const connect = () => {
    if (events !== undefined || isForbidden || document.hidden) return;
    const around = followersAround();
    if (around !== undefined) return void around.add(apply);
    events = new EventSource(
      `${EVENTS}?${new URLSearchParams(since ? { since } : { since: dataset.since, ...age() })}`,
    );
    events.addEventListener("message", ({ data, lastEventId }) => {
      since = lastEventId;
      apply(JSON.parse(data));
    });
    events.addEventListener("error", ({ target }) => {
      // A broken connection is made again by the browser, a refused one by the look at the clock below.
      if (target === events && target.readyState === EventSource.CLOSED) disconnect();
    });
  };

  /** A page that has just been loaded anew is as new as it gets, though a service worker may have kept it for long. */
  const age = () => {
    const [navigation] = performance.getEntriesByType("navigation");
    return navigation?.type === "reload" ? { age: performance.now() } : {};
  };

  const disconnect = () => {
    followersAround()?.delete(apply);
    events?.close();
    events = undefined;
  };

  // A page in a frame follows by the connection of the page around it: six frames would use up the browser's.
  const followers = (window[FOLLOWERS] = new Set());

  const apply = (message) => {
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

  const follow = ({ kind, urls = [], text }) => {
    if (kind === "notice") return void showNotice(text);
    const changed = new Set(urls.map((url) => pathOf(url, EVENTS)));
    const here = pathOf(location.href);
    // This page says that it is not there, or is a listing of what is below it, or of the directory that it is in.
    const isHere = (path) => `${here}/`.startsWith(`${path}/`) || path.replace(/[^/]+$/, "") === here;
    const isOwnPage = here !== "/" && [...changed].some(isHere);
    if (kind === "reload" || isOwnPage) return reload();
    if (kind !== "swap") return;
    const isChanged = (url, base) => changed.has(pathOf(url, base));
    swapSheets(isChanged);
    swapImages(isChanged);
  };

  /** The page around a frame shows it for the frame. */
  const showNotice = async (text) => {
    if (followersAround() !== undefined) return;
    try {
      (await import(NOTICE)).showNotice(text);
    } catch {
      // oxlint-disable-next-line no-console
      console.warn(text);
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

  /** Of an address of this site, however it is spelled; undefined for any other. */
  const pathOf = (url, base = document.baseURI) => {
    try {
      const { origin, pathname } = new URL(url, base);
      return EVENTS.startsWith(`${origin}/`) ? decodeURIComponent(pathname) : undefined;
    } catch {
      return undefined;
    }
  };

  /** The same address, fetched again: whoever serves media does not read the query. */
  const renewed = (url, base = document.baseURI) => {
    const fresh = new URL(url, base);
    fresh.searchParams.set("live", Date.now());
    return fresh.href;
  };

  /** The document, and what hangs in the shadows of its elements. */
  const rootsBelow = (root) => [
    root,
    ...[...root.querySelectorAll("*")].flatMap(({ shadowRoot }) => (shadowRoot ? rootsBelow(shadowRoot) : [])),
  ];
  const all = (selector) => rootsBelow(document).flatMap((root) => [...root.querySelectorAll(selector)]);

  const SHEETS = "link[rel~=stylesheet i]";
  const older = new WeakMap();
  const replaced = new WeakSet();

  /** The old sheet goes when a newer one is there, however many were requested meanwhile, so that the page is never without one. */
  const swapSheets = (isChanged) => {
    const isOld = (link) => !replaced.has(link) && (isChanged(link.href) || imports(link.sheet, isChanged));
    const links = all(SHEETS).filter(isOld);
    for (const [index, link] of links.entries()) {
      const before = [link, ...(older.get(link) ?? [])];
      if (links.slice(index + 1).some((later) => isSameSheet(link, later))) {
        for (const one of before) one.remove();
        continue;
      }
      const next = link.cloneNode();
      older.set(next, before);
      replaced.add(link);
      for (const end of ["load", "error"])
        next.addEventListener(end, () => older.get(next).forEach((one) => one.remove()));
      next.href = renewed(link.href);
      link.after(next);
    }
    for (const style of all("style")) {
      if (imports(style.sheet, isChanged)) style.replaceWith(style.cloneNode(true));
    }
  };

  /** A page that a library has put into this one brings its sheets by the addresses that they had before they were swapped. */
  const isSameSheet = (one, other) =>
    one.getRootNode() === other.getRootNode() && one.media === other.media && addressOf(one) === addressOf(other);

  const addressOf = ({ href }) => {
    const address = new URL(href);
    address.searchParams.delete("live");
    return address.href;
  };

  const imports = (sheet, isChanged) =>
    rulesOf(sheet).some(
      ({ href, styleSheet }) => href && (isChanged(href, baseOf(sheet)) || imports(styleSheet, isChanged)),
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

  /** Wherever an address is shown, and not only led to. */
  const swapImages = (isChanged) => {
    const swap = (name, change) => {
      for (const element of all(`[${name}]:not(a, area, base, ${SHEETS})`)) {
        const value = element.getAttribute(name);
        const next = change(value);
        if (next !== value) element.setAttribute(name, next);
      }
    };
    const fresh = (url) => (isChanged(url) ? renewed(url) : url);
    for (const name of ["src", "href", "poster", "data"]) swap(name, fresh);
    for (const name of ["srcset", "imagesrcset"]) swap(name, (list) => list.replaceAll(/[^\s,]\S*[^\s,]/g, fresh));
    const sheets = rootsBelow(document).flatMap(({ styleSheets }) => [...styleSheets]);
    for (const sheet of sheets) swapInRules(rulesOf(sheet), isChanged, baseOf(sheet));
    for (const { style } of all("[style*='url(']")) swapInStyle(style, isChanged);
  };

  const swapInRules = (rules, isChanged, base) => {
    for (const { style, cssRules, styleSheet } of rules) {
      if (style) swapInStyle(style, isChanged, base);
      if (cssRules) swapInRules(cssRules, isChanged, base);
      if (styleSheet) swapInRules(rulesOf(styleSheet), isChanged, baseOf(styleSheet));
    }
  };

  const swapInStyle = (style, isChanged, base) => {
    for (const name of style) {
      const value = style.getPropertyValue(name);
      const next = value.replaceAll(/url\((["']?)(.*?)\1\)/g, (text, _, url) =>
        isChanged(url, base) ? `url("${renewed(url, base)}")` : text,
      );
      if (next !== value) style.setProperty(name, next, style.getPropertyPriority(name));
    }
  };

  setInterval(() => {
    const time = Date.now();
    // The machine slept; its connections may be dead without a word.
    if (time - seen > SLEEP_MS) disconnect();
    seen = time;
    connect();
  }, LOOK_MS);
  document.addEventListener("visibilitychange", () => (document.hidden ? disconnect() : connect()));
  document.addEventListener("securitypolicyviolation", ({ blockedURI, disposition }) => {
    if (isForbidden || disposition !== "enforce" || !blockedURI.startsWith(EVENTS)) return;
    isForbidden = true;
    // oxlint-disable-next-line no-console
    console.warn(
      "Live reload is off in this page: the policy in its <meta> element allows no connection to its own server. Write 'self' into its connect-src.",
    );
  });
  addEventListener("pagehide", disconnect);
  addEventListener("pageshow", connect);
  connect();
})();
