// Shows the sentence of the source where a reader points at a claim. Without scripts the same links jump there.
const tip = document.getElementById("tip");
let shown = null;

function sentenceOf(link) {
  return document.getElementById(decodeURIComponent(link.hash.slice(1)));
}

function show(link) {
  const sentence = sentenceOf(link);
  if (!sentence) return;
  const text = sentence.textContent;
  const at = Number(link.dataset.at || 0);
  const end = at + Number(link.dataset.length || 0);
  const mark = document.createElement("mark");
  mark.textContent = text.slice(at, end);
  tip.replaceChildren(text.slice(0, at), mark, text.slice(end));
  tip.lang = sentence.closest("[lang]").lang;
  tip.hidden = false;
  const box = link.getBoundingClientRect();
  const left = Math.min(box.left, document.documentElement.clientWidth - tip.offsetWidth - 8);
  const below = box.bottom + tip.offsetHeight + 8 < innerHeight || box.top < tip.offsetHeight + 8;
  tip.style.left = `${Math.max(8, left) + scrollX}px`;
  tip.style.top = `${(below ? box.bottom + 4 : box.top - tip.offsetHeight - 4) + scrollY}px`;
  link.setAttribute("aria-describedby", "tip");
  shown = link;
}

function hide() {
  tip.hidden = true;
  shown?.removeAttribute("aria-describedby");
  shown = null;
}

const claim = (event) => event.target.closest?.("a.claim");
document.addEventListener("mouseover", (event) => {
  const link = claim(event);
  if (link) show(link);
  else if (!event.target.closest?.("#tip")) hide();
});
document.addEventListener("focusin", (event) => {
  const link = claim(event);
  if (link) show(link);
  else hide();
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") hide();
});
let touched = false;
document.addEventListener("pointerdown", (event) => {
  touched = event.pointerType === "touch";
});
document.addEventListener("click", (event) => {
  const link = claim(event);
  if (!link) return;
  // The first tap shows the sentence, the second goes to it.
  if (touched && link.dataset.tapped !== "yes") {
    event.preventDefault();
    link.dataset.tapped = "yes";
    show(link);
  } else {
    hide();
  }
});

// A link from the overview of a long run leads to an article in the language that it was read in.
const language = location.hash.match(/^#([a-z]{2})-/)?.[1];
if (language) {
  const choice = document.getElementById(`show-${language}`);
  if (choice) choice.checked = true;
  document.getElementById(location.hash.slice(1))?.scrollIntoView();
}
