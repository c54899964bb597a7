"use strict";

const markdown = window.markdownit({ html: false, linkify: true });
let host = null;

/** Begin a page in the colours of a client. */
function begin(config, dark) {
  document.documentElement.classList.toggle("dark", dark);
  host = new AdaptiveCards.HostConfig(config);
  AdaptiveCards.AdaptiveCard.onProcessMarkdown = (text, result) => {
    result.outputHtml = markdown.render(text);
    result.didProcess = true;
  };
}

/** Draw messages; return what went wrong while they were read, and what is to be seen of them. */
function draw(messages, opened) {
  const thread = document.getElementById("thread");
  thread.replaceChildren();
  const events = [];
  for (const message of messages) {
    thread.append(drawn(message, events));
  }
  if (opened) {
    open(thread);
  }
  return { events, ...seen(thread) };
}

function drawn(message, events) {
  const whole = document.createElement("section");
  whole.className = message.reply ? "message reply" : "message";
  const who = document.createElement("div");
  who.className = "who";
  const name = document.createElement("b");
  name.textContent = message.who;
  who.append(name);
  if (message.label) {
    const label = document.createElement("span");
    label.className = "label";
    label.textContent = message.label;
    who.append(label);
  }
  const shell = document.createElement("div");
  shell.className = "shell";
  if (message.card) {
    shell.append(cardOf(message.card, events));
  } else {
    shell.classList.add("said");
    shell.innerHTML = markdown.render(message.text);
  }
  whole.append(who, shell);
  return whole;
}

function cardOf(json, events) {
  const card = new AdaptiveCards.AdaptiveCard();
  card.hostConfig = host;
  const context = new AdaptiveCards.SerializationContext(AdaptiveCards.Versions.v1_5);
  card.parse(json, context);
  for (let at = 0; at < context.eventCount; at++) {
    const event = context.getEventAt(at);
    events.push(`${event.phase}: ${event.message}`);
  }
  for (const failure of card.validateProperties().validationEvents) {
    events.push(failure.message);
  }
  return card.render();
}

/** Press all that shows more, innermost last. */
function open(thread) {
  for (let left = 20; left > 0; left--) {
    const closed = [...thread.querySelectorAll('button[aria-expanded="false"]')];
    // One card at a time is open in a row.
    const next = closed.find((button) => !button.dataset.pressed);
    if (!next) {
      return;
    }
    next.dataset.pressed = "yes";
    next.click();
  }
}

function seen(thread) {
  const right = document.documentElement.clientWidth;
  const wide = [];
  for (const part of thread.querySelectorAll(".shell *")) {
    const box = part.getBoundingClientRect();
    const shell = part.closest(".shell").getBoundingClientRect();
    if (box.width > 0 && (box.right > shell.right + 1 || box.left < shell.left - 1 || box.right > right + 1)) {
      wide.push(`${part.tagName}.${part.className}: ${part.textContent.slice(0, 60)}`);
    }
  }
  const buttons = [...thread.querySelectorAll("button")];
  const texts = [...thread.querySelectorAll(".ac-textBlock")];
  const cut = [...thread.querySelectorAll(".shell *:not(button, button *, textarea, input, select)")].filter(
    (part) => part.scrollWidth > part.clientWidth + 1 && getComputedStyle(part).overflow !== "visible");
  return {
    wide,
    cut: cut.map((part) => part.textContent.slice(0, 60)),
    scrolls: document.documentElement.scrollWidth > right,
    contrast: Math.min(21, ...texts.map(contrast)),
    texts: texts.map((part) => part.textContent.trim()),
    inputs: [...thread.querySelectorAll("textarea, input")].map((part) => part.value),
    buttons: buttons.map((part) => ({ name: (part.getAttribute("aria-label") || part.textContent).trim(),
                                      title: part.title, seen: part.textContent.trim() })),
    links: [...thread.querySelectorAll("a")].map((part) => part.getAttribute("href")),
    styled: [...thread.querySelectorAll(".shell em, .shell strong, .shell s, .shell code, .shell pre, .shell h1, " +
      ".shell h2, .shell hr, .shell ul, .shell ol, .shell blockquote, .shell img, .shell table")].map(
      (part) => `${part.tagName}: ${part.textContent}`),
  };
}

/** Return how far a text stands out from what is behind it, as WCAG counts it. */
function contrast(part) {
  let behind = part;
  while (behind && /rgba\(.*, 0\)/.test(getComputedStyle(behind).backgroundColor)) {
    behind = behind.parentElement;
  }
  const [ink, paper] = [getComputedStyle(part).color, getComputedStyle(behind || document.body).backgroundColor]
    .map(luminance).sort((one, other) => other - one);
  return (ink + 0.05) / (paper + 0.05);
}

function luminance(colour) {
  const [red, green, blue] = colour.match(/[\d.]+/g).slice(0, 3).map((part) => {
    const share = Number(part) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
