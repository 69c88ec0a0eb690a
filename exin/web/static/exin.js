/* What script adds to pages that do without: drafts, a warning before the session ends, shortcuts, a calendar.
   Must not hold rules, must not keep anything typed in the browser, and must not ask any host but this one. */
"use strict";

(() => {
  const WAIT_MS = 3000;
  const SEQUENCE_MS = 1500;
  const TAKEN = 409; // the draft was saved in another window: this one would write over it
  const KEPT_ALIVE_CHARS = 60_000; // browsers refuse more than 64 KiB
  const PLACES = { "g d": "/min-dag", "g s": "/saker", n: "/henvendelse", "?": "/hjelp#hurtigtaster" };
  const KEYS_OFF = "exin-hurtigtaster-av";

  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const first = (selector, root = document) => root.querySelector(selector);

  async function send(url, fields) {
    const body = new URLSearchParams(fields);
    const answer = await fetch(url, {
      method: "POST",
      body,
      redirect: "manual",
      keepalive: body.toString().length < KEPT_ALIVE_CHARS, // so that it is sent though the page is left
      headers: { Accept: "application/json" },
    });
    const isJson = (answer.headers.get("content-type") || "").startsWith("application/json");
    return { ok: answer.ok, status: answer.status, content: isJson ? await answer.json() : {} };
  }

  // -- the session: warned of before it ends, and left when it has ended ---------------------------------

  const lasts = Number(document.body.dataset.utloper || 0) * 1000;
  const warned = Number(document.body.dataset.varsles || 0) * 1000;
  const tabs = lasts && "BroadcastChannel" in window ? new BroadcastChannel("exin-okt") : null;
  let ends = Date.now() + lasts;
  let leaving = false;

  function alive(tell = true) {
    ends = Date.now() + lasts;
    const dialog = first("#okt");
    if (dialog?.open) dialog.close();
    if (tell) tabs?.postMessage("i bruk");
  }

  function warn(dialog) {
    const clock = new Intl.DateTimeFormat("nb-NO", { hour: "2-digit", minute: "2-digit", timeZone: "Europe/Oslo" });
    first("[data-igjen]", dialog).textContent = `Økten lukkes kl. ${clock.format(ends).replace(":", ".")}.`;
    dialog.showModal();
  }

  function over(dialog) {
    if (unsent.size === 0) {
      leaving = true;
      location.replace(location.pathname + location.search);
      return;
    }
    first("h2", dialog).textContent = "Du er logget ut";
    first("#okt-tekst", dialog).textContent =
      "Det du skrev sist, er ikke lagret ennå. Velg Fortsett, så tas det vare på som utkast, og du kan logge inn igjen.";
    first("[data-igjen]", dialog).textContent = "";
    if (!dialog.open) dialog.showModal();
  }

  async function goOn() {
    const token = first("input[name=csrf]").value;
    const answer = await send("/okt/forleng", { csrf: token }).catch(() => null);
    if (answer?.ok) alive();
    else if (answer && Date.now() >= ends) keepLate();
  }

  // What is sent when the session has ended is done by nobody: it is kept as a draft, and one is asked to log in.
  function keepLate() {
    leaving = true;
    [...unsent][0]?.requestSubmit();
  }

  function watchSession() {
    const dialog = first("#okt");
    if (!lasts || !dialog) return;
    tabs?.addEventListener("message", () => alive(false));
    document.addEventListener("exin:svar", () => alive());
    document.addEventListener("exin:utlogget", () => { ends = 0; });
    alive();
    first("[data-fortsett]", dialog).addEventListener("click", goOn);
    dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      goOn();
    });
    setInterval(() => {
      const left = ends - Date.now();
      if (left <= 0 && !leaving) over(dialog);
      else if (left <= warned && !dialog.open) warn(dialog);
    }, 1000);
  }

  // -- forms: drafts, and a question before what was typed is left ----------------------------------------

  const unsent = new Set();

  function tell(form, text, isFault = false) {
    const line = first("[data-lagret]", form);
    if (!line) return;
    line.classList.toggle("lagret--feil", isFault);
    line.textContent = text;
  }

  function keepDraft(form) {
    let timer = 0;
    let saving = false;
    let stopped = false;
    let changed = false;

    async function save() {
      clearTimeout(timer);
      if (stopped || !changed) return;
      if (saving) {
        timer = setTimeout(save, WAIT_MS);
        return;
      }
      saving = true;
      changed = false;
      const answer = await send("/utkast", new FormData(form)).catch(() => ({ ok: false, content: {} }));
      const { ok, status, content } = answer;
      saving = false;
      if (!ok) {
        changed = true;
        stopped = status === TAKEN;
        tell(form, content.feil || "Utkastet ble ikke lagret. Det prøves igjen når du skriver mer.", true);
        return;
      }
      if (form.elements.utkast_versjon) form.elements.utkast_versjon.value = content.versjon ?? "";
      if (!changed) unsent.delete(form);
      tell(form, `Utkast lagret kl. ${content.lagret}`);
      alive();
    }

    form.addEventListener("input", () => {
      changed = true;
      clearTimeout(timer);
      timer = setTimeout(save, WAIT_MS);
    });
    form.addEventListener("submit", () => {
      stopped = true;
      clearTimeout(timer);
    });
    addEventListener("pageshow", () => { stopped = false; }); // back in the form: what is typed now is kept again
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") save();
    });
  }

  function guard(form) {
    form.addEventListener("input", () => unsent.add(form));
  }

  function sendOnce(form) {
    let sent = false;
    form.addEventListener("submit", (event) => {
      if (sent) event.preventDefault();
      sent = true;
      unsent.delete(form);
    });
    addEventListener("pageshow", () => { sent = false; });
  }

  // -- a day is typed, or picked in the browser's own calendar --------------------------------------------

  function twoDigits(number) {
    return String(number).padStart(2, "0");
  }

  function tidyDay(text) {
    const found = /^(\d{1,2})[.,/ -]?(\d{1,2})[.,/ -]?(\d{4}|\d{2})$/.exec(text.trim());
    if (!found) return text;
    const [, day, month, year] = found;
    return `${twoDigits(day)}.${twoDigits(month)}.${year.length === 2 ? `20${year}` : year}`;
  }

  function calendar(box) {
    const field = first("input", box);
    const button = first("button", box);
    const picker = document.createElement("input");
    field.addEventListener("change", () => { field.value = tidyDay(field.value); });
    if (!("showPicker" in picker)) return;
    picker.type = "date";
    picker.tabIndex = -1;
    picker.setAttribute("aria-hidden", "true");
    box.append(picker);
    button.hidden = false;
    button.addEventListener("click", () => {
      const typed = tidyDay(field.value).split(".").reverse().join("-");
      const day = new Date(typed);
      picker.value = !Number.isNaN(day.valueOf()) && day.toISOString().startsWith(typed) ? typed : "";
      picker.showPicker();
    });
    picker.addEventListener("change", () => {
      if (!picker.value) return;
      field.value = picker.value.split("-").reverse().join(".");
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.focus();
    });
  }

  // -- shortcuts: never while somebody types, and they can be turned off (WCAG 2.1.4) ----------------------

  let before = { key: "", at: 0 };

  function isTyping(target) {
    return target.closest?.("input, select, textarea, [contenteditable], dialog") !== null;
  }

  function go(place) {
    const path = place.split("#")[0];
    if (first(`a[href="${path}"], a[href^="${path}?"]`)) location.assign(place);
  }

  function pressed(event) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || isTyping(event.target)) return;
    if (localStorage.getItem(KEYS_OFF)) return;
    const key = event.key.toLowerCase();
    const pair = event.timeStamp - before.at < SEQUENCE_MS ? `${before.key} ${key}` : key;
    before = { key, at: event.timeStamp };
    if (key === "/" && first("#sok")) {
      event.preventDefault();
      first("#sok").focus();
    } else if (PLACES[pair] || PLACES[key]) {
      event.preventDefault();
      go(PLACES[pair] || PLACES[key]);
    }
  }

  function switchKeys(button) {
    const show = () => {
      const off = Boolean(localStorage.getItem(KEYS_OFF));
      button.textContent = off ? "Slå på hurtigtaster" : "Slå av hurtigtaster";
    };
    button.hidden = false;
    button.addEventListener("click", () => {
      if (localStorage.getItem(KEYS_OFF)) localStorage.removeItem(KEYS_OFF);
      else localStorage.setItem(KEYS_OFF, "ja");
      show();
    });
    show();
  }

  // -- start ---------------------------------------------------------------------------------------------

  for (const form of all("form[data-vakt]")) guard(form);
  for (const form of all("form[data-utkast]")) keepDraft(form);
  for (const form of all('form[method="post"]')) sendOnce(form);
  for (const box of all("[data-dato]")) calendar(box);
  for (const button of all("[data-skriv-ut]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }
  for (const button of all("[data-hurtigtaster]")) switchKeys(button);
  if ("innlogget" in document.body.dataset) document.addEventListener("keydown", pressed);
  addEventListener("beforeunload", (event) => {
    if (!leaving && unsent.size > 0) event.preventDefault();
  });
  watchSession();
  first("[data-feil]")?.focus();
})();
