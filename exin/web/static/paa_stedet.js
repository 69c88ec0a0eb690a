/* What script adds to links and forms that show a part of their page anew in place.
   Must not put anything there but that part: any other answer is shown as the whole page that it is, or said in words. */
"use strict";

(() => {
  const LOG_IN = "/logg-inn";

  let leaving = false; // a form is on its way as a page: what would be asked for now, nobody would see
  let said = null;

  const part = (target) => (typeof target === "string" ? document.querySelector(target) : target);

  function say(place, text) {
    said?.remove();
    said = document.getElementById("uten-svar").content.firstElementChild.cloneNode(true);
    if (text) said.querySelector("p").textContent = text;
    part(place).before(said);
    said.scrollIntoView({ block: "nearest" });
  }

  function focus(place) {
    place.tabIndex = -1;
    place.focus({ preventScroll: true });
  }

  function showWhole({ request, response, sourceElement, sourceEvent, target }) {
    const button = sourceEvent.type === "click" && sourceEvent.target.closest("button");
    if (new URL(response.raw.url).pathname === LOG_IN) document.dispatchEvent(new Event("exin:utlogget"));
    else if (request.method === "GET") location.assign(request.action);
    else if (button) button.form.requestSubmit(button);
    else say(target, sourceElement.dataset.feilet);
  }

  document.addEventListener("htmx:before:request", (event) => {
    if (leaving) event.preventDefault();
    said?.remove();
  });

  document.addEventListener("htmx:before:swap", (event) => {
    const { ctx, tasks } = event.detail;
    if (tasks.some(({ type, fragment }) => type === "main" && fragment.childElementCount > 0)) {
      ctx.focused = document.activeElement;
      ctx.next = ctx.sourceElement.dataset.fokus; // before the link is that of the page after
      return;
    }
    event.preventDefault();
    showWhole(ctx);
  });

  document.addEventListener("htmx:after:swap", (event) => {
    const { focused, next, target } = event.detail.ctx;
    document.dispatchEvent(new Event("exin:svar"));
    const place = next && document.getElementById(next);
    if (place) focus(place);
    else if (!focused.isConnected && document.activeElement === document.body) focus(part(target));
  });

  document.addEventListener("htmx:error", (event) => {
    const { ctx } = event.detail;
    if (ctx && !leaving) say(ctx.target);
  });

  addEventListener("submit", (event) => { leaving = !event.defaultPrevented; });
  addEventListener("pageshow", () => { leaving = false; });
})();
