// The browser library that publishers load on their own sites; it defines the global `CleengApi`.
// docs/integrators/browser-library.md describes every function, message and address.
//
// It runs among strangers' code.  So: one global; no eval and no inline style, which a strict
// Content-Security-Policy forbids; nothing throws or rejects at the page; only windows opened here are heard.
(() => {
  "use strict";
  if (window.CleengApi) return; // a second copy on the page changes nothing

  const tag =
    document.currentScript ??
    document.querySelector('script[data-cleeng-origin], script[src*="/js-api/3.0/api.js"]');
  const base = new URL(tag?.dataset.cleengOrigin || tag?.src || location.href).origin;

  const TOKEN = "CleengClientAccessToken"; // the cookie, and a parameter of the address returned to
  const RESULT = "cleengResult"; // the other parameter there: success or closed
  const TOKEN_FORM = /^[\w-]{48}$/;
  const TOKEN_AGE = 14 * 24 * 60 * 60; // seconds
  const ANSWER_WITHIN = 15000; // ms
  const CLOSED_CHECK = 500; // ms
  const [INVALID_TOKEN, INVALID_PARAMS, INTERNAL_ERROR] = [1, -32602, -32603]; // codes of the JSON-RPC API
  // Browsers inside apps open a "popup" over the page, without a way back, or not at all.
  const IN_APP = /FBA[NV]\/|Instagram|\bLine\/|MicroMessenger|TikTok|Snapchat|LinkedInApp|; wv\)/;

  let appId = "35e97a6231236gb456heg6bd7a6bdsf7";
  const authOptions = {};
  const labels = {
    checkout: "Checkout",
    signIn: "Sign in",
    myAccount: "My account",
    close: "Close",
    loading: "Loading…",
  };

  // ---- Callbacks -----------------------------------------------------------------------------------

  /** Call the page's function; its fault is the page's, reported as any uncaught error, and stops nothing here. */
  function tell(callback, result) {
    if (typeof callback !== "function") return;
    try {
      callback(result);
    } catch (error) {
      setTimeout(() => {
        throw error;
      });
    }
  }

  async function answer(promise, callback) {
    const result = await promise;
    tell(callback, result);
    return result;
  }

  /** A function of (…, callback) made of one that returns a promise. */
  const withCallback = (ask) => (...given) => answer(ask(...given), given.find((each) => typeof each === "function"));

  /** A function of ({…, completed}) made of one that returns a promise. */
  const withCompleted = (show) => (options = {}) => answer(show(options), options.completed);

  /** The result of a call that makes no sense, told to the developer too. */
  async function refuse(message) {
    console.error(`CleengApi: ${message}`);
    return { authorizationSuccessful: false, accessGranted: false, error: { code: INVALID_PARAMS, message } };
  }

  // ---- The customer's token ------------------------------------------------------------------------

  function getToken() {
    const token = new Map(document.cookie.split("; ").map((pair) => pair.split("="))).get(TOKEN);
    return TOKEN_FORM.test(token) ? token : null;
  }

  function writeToken(token, maxAge) {
    const secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `${TOKEN}=${token}; Path=/; Max-Age=${maxAge}; SameSite=Lax${secure}`;
  }

  const forgetToken = () => writeToken("", 0);

  /** Store what looks like a token; anything else (there may be none) is passed over. */
  function keepToken(token) {
    const wellFormed = TOKEN_FORM.test(token);
    if (wellFormed) writeToken(token, TOKEN_AGE);
    return wellFormed;
  }

  /** Take token and result out of the address that a redirect came back to; the rest of it stays byte for byte. */
  function takeReturn() {
    const query = new URLSearchParams(location.search);
    if (!query.has(TOKEN) && !query.has(RESULT)) return null;
    const rest = location.search
      .slice(1)
      .split("&")
      .filter((part) => ![TOKEN, RESULT].includes(part.split("=")[0]))
      .join("&");
    history.replaceState(history.state, "", location.pathname + (rest && `?${rest}`) + location.hash);
    const token = query.get(TOKEN);
    const known = keepToken(token);
    return { authorizationSuccessful: known && query.get(RESULT) !== "closed", token: known ? token : null };
  }

  // ---- The wire: JSONP -----------------------------------------------------------------------------

  /** Load a script that calls `window[name]` once.  Resolves with what it says, or with `{error}`; never rejects. */
  function load(path, name, query) {
    return new Promise((resolve) => {
      const script = document.createElement("script");
      const settle = (answer) => {
        clearTimeout(timer);
        script.remove();
        delete window[name];
        resolve(answer);
      };
      const fail = (message) => settle({ error: { code: INTERNAL_ERROR, message } });
      const timer = setTimeout(() => {
        fail("The server did not answer in time.");
        window[name] = () => {}; // it may answer yet
      }, ANSWER_WITHIN);
      window[name] = settle;
      script.onerror = () => fail("The server could not be reached.");
      script.referrerPolicy = "origin"; // the server asks whose page this is, and need not know more
      script.src = address(path, { callback: name, ...query, r: Math.random().toString(36).slice(2) });
      document.head.append(script);
    });
  }

  let calls = 0;
  const call = (method, params) =>
    load("/api/3.0/jsonp", `__cleeng_cb_${++calls}`, { method, params: JSON.stringify(params) });

  // ---- Addresses of hosted pages -------------------------------------------------------------------

  /** An address at our origin; empty values are left out, later layers win. */
  function address(path, ...layers) {
    const url = new URL(path, base);
    for (const [name, value] of layers.flatMap(Object.entries)) {
      if (value != null && value !== "") url.searchParams.set(name, value);
    }
    return url.href;
  }

  const authAddress = (query) => address("/auth/2/purchase", { v: 3, appId }, authOptions, query);
  const absolute = (uri) => new URL(uri ?? "", location.href).href;
  const getPurchaseUrl = (offerId, redirectUri) => authAddress({ offerId, redirectUri: absolute(redirectUri) });
  const getLoginUrl = (redirectUri) => getPurchaseUrl("", redirectUri);

  const framing = (display) => ({ display, origin: location.origin, returnTo: location.href });

  /** The checkout; with a `mode`, or without an offer, the part that asks who the viewer is. */
  function checkoutPage({ offerId, publisherId, locale, theme, couponCode, transactionExternalData }, mode) {
    const query = { publisherId, locale, theme, coupon: couponCode, transactionExternalData };
    const auth = { ...query, offerId, mode, redirectUri: location.href };
    return (display) => {
      if (display === "redirect") return authAddress(auth);
      if (offerId && !mode) {
        return address(`/checkout/${encodeURIComponent(offerId)}`, authOptions, framing(display), query);
      }
      const checkoutType = display === "popup" ? "" : display;
      return authAddress({ ...auth, popup: 1, checkoutType, origin: location.origin });
    };
  }

  /** An address that was given to us, if it is one of ours. */
  function hosted(given) {
    try {
      const url = new URL(given, base);
      return given && url.origin === base ? url.href : null;
    } catch {
      return null;
    }
  }

  // ---- Views: where a hosted page is shown ---------------------------------------------------------
  // Each has `window()`, whose messages count, and `remove()`; some `ready(message)` and `resize(height)`.

  const STYLES = `
    .cleeng-overlay {
      all: revert; color-scheme: light dark; box-sizing: border-box; position: fixed; inset: 0; margin: auto;
      padding: 0; border: 0; outline: 1px solid transparent; border-radius: 10px; overflow: hidden;
      width: min(480px, 100vw); height: min(736px, 100vh); height: min(736px, 100dvh);
      max-width: none; max-height: none; background: #fff; background: light-dark(#fff, #16191c);
      box-shadow: 0 24px 64px -16px rgb(0 0 0 / .5);
    }
    .cleeng-overlay::backdrop { background: rgb(8 10 12 / .6); }
    .cleeng-overlay button {
      all: revert; position: absolute; z-index: 1; top: 6px; inset-inline-end: 6px; width: 44px; height: 44px;
      margin: 0; padding: 0; border: 0; border-radius: 6px; background: none; cursor: pointer;
      color: #555c63; color: light-dark(#555c63, #a6adb4);
    }
    .cleeng-overlay button:hover { color: CanvasText; }
    .cleeng-overlay button:focus-visible { outline: 3px solid; outline-offset: -3px; }
    .cleeng-overlay button::before, .cleeng-overlay button::after {
      content: ""; position: absolute; top: 21px; left: 15px; width: 14px; border-top: 2px solid;
      transform: rotate(45deg);
    }
    .cleeng-overlay button::after { transform: rotate(-45deg); }
    :root:has(.cleeng-overlay) { overflow: hidden; }
    .cleeng-inline { position: relative; }
    :where(.cleeng-checkout-loader) {
      position: absolute; inset: 0; display: grid; place-items: center; font: 16px/1.5 system-ui, sans-serif;
    }
    @media (max-width: 575.98px) {
      .cleeng-overlay { width: 100vw; height: 100vh; height: 100dvh; border-radius: 0; }
    }
    @media (prefers-reduced-motion: no-preference) { .cleeng-overlay { animation: cleeng-in .18s ease-out; } }
    @keyframes cleeng-in { from { opacity: 0; translate: 0 8px; } }`;

  // A constructed sheet is no inline style to a Content-Security-Policy.  Browsers without them get a popup.
  const canStyle = "adoptedStyleSheets" in document;
  let sheet;
  function adoptStyles() {
    if (!canStyle || document.adoptedStyleSheets.includes(sheet)) return; // a page may drop what it does not know
    sheet ??= new CSSStyleSheet();
    sheet.replaceSync(STYLES);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  }

  function element(name, properties, attributes = {}) {
    const node = Object.assign(document.createElement(name), properties);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    return node;
  }

  /** A frame for `url`, and the loader that stands before it until it has something to show. */
  function frameWithLoader(url, title, height) {
    adoptStyles();
    const [className, textContent] = ["cleeng-checkout-loader", labels.loading];
    const loader = element("div", { className, textContent }, { role: "status" });
    const frame = element("iframe", {
      title,
      allow: "payment; publickey-credentials-get; fullscreen",
      referrerPolicy: "strict-origin-when-cross-origin",
      onload: () => loader.remove(),
      src: url,
    });
    const style = { all: "revert", display: "block", width: "100%", height, border: "0", colorScheme: "light dark" };
    Object.assign(frame.style, style);
    return [loader, frame];
  }

  function overlay(url, title, { opener = document.activeElement, theme }, end) {
    const dialog = element("dialog", { className: "cleeng-overlay", onclose: end }, { "aria-label": title });
    const [loader, frame] = frameWithLoader(url, title, "100%");
    if (theme) dialog.style.colorScheme = theme;
    // The button comes first, so that opening puts the focus on it: Esc works at once, Tab leads into the frame.
    const button = element("button", { type: "button", onclick: end }, { "aria-label": labels.close });
    dialog.append(button, loader, frame);
    (document.body ?? document.documentElement).append(dialog);
    dialog.showModal();
    return {
      window: () => frame.contentWindow,
      ready({ title, dir }) {
        loader.remove();
        if (title) dialog.setAttribute("aria-label", title);
        if (dir) dialog.dir = dir; // the page keeps the corner free where its own lines end
      },
      remove() {
        dialog.close();
        dialog.remove();
        opener?.focus?.({ preventScroll: true });
      },
    };
  }

  function inline(url, title, container) {
    const box = element("div", { className: "cleeng-inline" });
    const [loader, frame] = frameWithLoader(url, title, "480px");
    box.append(loader, frame);
    container.replaceChildren(box);
    return {
      stays: true, // its thanks are part of the page
      window: () => frame.contentWindow,
      ready: () => loader.remove(),
      resize(height) {
        if (height > 0) frame.style.height = `${Math.ceil(height)}px`;
      },
      remove: () => box.remove(),
    };
  }

  /** Open a window in the middle of this one, or return null where the browser refuses. */
  function openWindow(url) {
    const [width, height] = [480, 760];
    const left = Math.round(screenX + (outerWidth - width) / 2);
    const top = Math.round(screenY + (outerHeight - height) / 2);
    const opened = window.open(url, "_blank", `popup,width=${width},height=${height},left=${left},top=${top}`);
    return opened?.closed === false ? opened : null;
  }

  function popup(opened, end) {
    let closed = 0;
    // Twice: the window's last message may arrive after it is seen to be closed.
    const timer = setInterval(() => opened.closed && ++closed > 1 && end(), CLOSED_CHECK);
    return {
      stays: true, // it shows its thanks for a moment and closes itself
      window: () => opened,
      remove() {
        clearInterval(timer);
        opened.close();
      },
    };
  }

  // ---- Flows: a hosted page from its opening to its end ----------------------------------------------

  const flows = new Set();
  const flowAt = (place) => [...flows].find((flow) => flow.place === place);
  const never = new Promise(() => {});

  /** One hosted page being shown.  A place ("popup", "overlay" or an inline container) holds one at a time. */
  class Flow {
    constructor(place, url, offerId, makeView) {
      flowAt(place)?.end();
      Object.assign(this, { place, url, offerId, reported: false });
      this.promise = new Promise((resolve) => (this.resolve = resolve));
      this.view = makeView(() => this.end());
      flows.add(this);
    }

    hear({ type, result, ...message }) {
      if (type === "ready") this.view.ready?.(message);
      else if (type === "resize") this.view.resize?.(message.height);
      else if (type === "close") this.end();
      else if (type === "completed") this.view.stays ? this.report({ ...result }) : this.end({ ...result });
    }

    end(result = { authorizationSuccessful: false, accessGranted: false, offerId: this.offerId }) {
      if (!flows.delete(this)) return;
      this.view.remove();
      this.report(result);
    }

    report(result) {
      this.reported = true;
      keepToken(result.token);
      this.resolve(result); // a promise settles once: what comes later is not heard
    }
  }

  addEventListener("message", ({ origin, source, data }) => {
    if (origin !== base || !source || data?.source !== "cleeng") return;
    [...flows].find((flow) => flow.view.window() === source)?.hear(data);
  });

  function showPopup(url, offerId, leave) {
    const shown = flowAt("popup");
    if (shown?.url === url && !shown.reported && !shown.view.window().closed) {
      shown.view.window().focus(); // pressed twice: the first call reports
      return never;
    }
    const opened = IN_APP.test(navigator.userAgent) ? null : openWindow(url);
    if (opened) return new Flow("popup", url, offerId, (end) => popup(opened, end)).promise;
    console.warn("CleengApi: no popup can be opened here; going on in this window.");
    return leave();
  }

  /** Show a hosted page, `page(display)` being its address, in the way that the options ask for. */
  function show(page, options, title) {
    const { displayType = "overlay", containerId, offerId } = options;
    const display = displayType === "overlay" && !canStyle ? "popup" : displayType;
    const url = page(display);
    const leave = () => {
      location.assign(page("redirect"));
      return never; // this page ends here; the next one is told by getRedirectResult
    };
    if (display === "redirect") return leave();
    if (display === "popup") return showPopup(url, offerId, leave);
    if (display === "overlay") {
      return new Flow("overlay", url, offerId, (end) => overlay(url, title, options, end)).promise;
    }
    if (display !== "inline") return refuse(`There is no displayType "${display}".`);
    const container = document.getElementById(containerId);
    if (!container) return refuse(`No element has the id "${containerId}".`);
    return new Flow(container, url, offerId, () => inline(url, title, container)).promise;
  }

  // ---- What pages call -----------------------------------------------------------------------------

  function checkout(options) {
    if (!options.offerId && !options.publisherId) return refuse("checkout needs an offerId.");
    return show(checkoutPage(options), options, labels.checkout);
  }

  const authentication = (options) => show(checkoutPage(options, "authentication"), options, labels.signIn);
  const loginOnly = (options) => show(checkoutPage(options, "login"), options, labels.signIn);

  /** Show an address that the publisher's server asked us for, such as `prepareRemoteAuth`'s. */
  function customCheckout(options, title = labels.checkout) {
    const url = hosted(options.customUrl);
    if (!url) return refuse(`customUrl must be an address at ${base}.`);
    return show((display) => address(url, framing(display)), options, title);
  }

  function myAccount(options) {
    const { customUrl, publisherId, locale, theme } = options;
    if (customUrl) return customCheckout(options, labels.myAccount);
    const page = (display) => address("/my-account", authOptions, framing(display), { publisherId, locale, theme });
    return show(page, options, labels.myAccount);
  }

  function popupMyAccount(publisherIdOrUrl) {
    const name = /\//.test(publisherIdOrUrl) ? "customUrl" : "publisherId";
    return myAccount({ displayType: "popup", [name]: publisherIdOrUrl });
  }

  async function purchase(offerId) {
    const result = await checkout({ displayType: "popup", offerId });
    const purchased = result.authorizationSuccessful === true;
    return { ...result, ...(purchased && (await getAccessStatus(result.offerId ?? offerId))), purchased };
  }

  async function signIn(show) {
    const result = await show({ displayType: "popup" });
    return { ...result, success: result.authorizationSuccessful === true };
  }

  async function logout() {
    const customerToken = getToken();
    forgetToken();
    if (customerToken) await call("logout", { customerToken });
    return { success: true }; // here, whatever the server says
  }

  async function tryAutologin() {
    const asking = { applicationId: appId, publisherId: authOptions.publisherId };
    const { available, key } = await load("/autologin/autologin.js", "__cleeng_autologin_callback", asking);
    if (!available) return { success: false, available: false };
    const { customerToken: token, error } = await call("autologin", { applicationId: appId, key });
    return keepToken(token) ? { success: true, token } : { success: false, available: true, error };
  }

  let trying = null; // the probe's callback has one name: one at a time
  const autologin = () => (trying ??= tryAutologin().finally(() => (trying = null)));

  async function getCustomer() {
    const customerToken = getToken();
    if (!customerToken) return null;
    const customer = await call("getCustomer", { customerToken });
    if (customer.error?.code !== INVALID_TOKEN) return customer;
    if (getToken() === customerToken) forgetToken();
    return null;
  }

  async function getAccessStatus(offerId) {
    const customerToken = getToken();
    if (customerToken) return call("getAccessStatus", { customerToken, offerId });
    return { accessGranted: false, grantType: null, expiresAt: null, purchasedDirectly: false };
  }

  const trackOfferImpression = (offerId) => call("trackOfferImpression", { offerId, customerToken: getToken() ?? "" });

  const redirectResult = takeReturn();

  window.CleengApi = {
    checkout: withCompleted(checkout),
    authentication: withCompleted(authentication),
    loginOnly: withCompleted(loginOnly),
    customCheckout: withCompleted(customCheckout),
    myAccount: withCompleted(myAccount),
    popupMyAccount: withCallback(popupMyAccount),
    purchase: withCallback(purchase),
    login: withCallback(() => signIn(loginOnly)),
    register: withCallback(() => signIn(authentication)),
    logout: withCallback(logout),
    autologin: withCallback(autologin),
    isAuthenticated: () => getToken() !== null,
    getCustomer: withCallback(getCustomer),
    getAccessStatus: withCallback(getAccessStatus),
    trackOfferImpression: withCallback(trackOfferImpression),
    getToken,
    getLoginUrl,
    getPurchaseUrl,
    getRedirectResult: () => redirectResult,
    setAppId: (id) => void (appId = id),
    setAuthOption: (name, value) => void (authOptions[name] = value),
    setLabels: (texts) => void Object.assign(labels, texts),
  };

  // ---- Buttons with data-cleeng-trigger --------------------------------------------------------------

  const TRIGGER = "[data-cleeng-trigger]";
  const ACTIONS = new Map([
    ["checkout", checkout],
    ["authentication", authentication],
    ["login-only", loginOnly],
    ["my-account", myAccount],
  ]);

  /** The function that `name(result)` or `a.b.name(result)` calls.  No other expression: it would need eval. */
  function namedCallback(expression) {
    if (!expression) return undefined;
    const called = /^\s*([\w$]+(?:\.[\w$]+)*)\s*\(\s*result\s*\)\s*;?\s*$/.exec(expression);
    const path = called ? called[1].split(".") : [];
    const name = path.pop();
    return (result) => {
      const owner = path.reduce((object, key) => object?.[key], window);
      if (typeof owner?.[name] === "function") owner[name](result);
      else console.error(`CleengApi: "${expression}" does not call a function of this page with (result).`);
    };
  }

  document.addEventListener("click", (event) => {
    // The path, not the target: the button may stand in a shadow tree.
    const button = event.composedPath().find((node) => node instanceof Element && node.matches(TRIGGER));
    if (!button) return;
    event.preventDefault();
    const { action = "checkout", completedCallback, ...options } = button.dataset;
    const show = ACTIONS.get(action) ?? (() => refuse(`There is no data-action "${action}".`));
    withCompleted(show)({ ...options, opener: button, completed: namedCallback(completedCallback) });
  });
})();
