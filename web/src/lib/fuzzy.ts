// How well a few typed letters fit a text: the letters in order, best at the beginnings of words and side by side. Pure.

/** Higher is better; null when a letter is missing. Every word that was typed must fit somewhere. */
export function fuzzy(typed: string, text: string): number | null {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  let whole = 0;
  for (const word of words) {
    const score = fit(word, text.toLowerCase());
    if (score === null) return null;
    whole += score;
  }
  return whole;
}

const isStart = (text: string, at: number) => at === 0 || !/[\p{L}\p{N}]/u.test(text[at - 1] ?? "");

function fit(word: string, text: string): number | null {
  const first = text.indexOf(word);
  let at = first;
  while (at >= 0 && !isStart(text, at)) at = text.indexOf(word, at + 1);
  if (at >= 0) return 140 + word.length * 4 + (at === 0 ? 20 : 0) - Math.min(20, text.length / 8);
  const inside = first >= 0 ? 26 + word.length * 4 : null;
  // Letters apart: only from the beginning of a word on, or everything would fit everything.
  let best: number | null = inside;
  for (let start = text.indexOf(word[0] ?? ""); start >= 0; start = text.indexOf(word[0] ?? "", start + 1)) {
    if (!isStart(text, start)) continue;
    let [place, score, missing] = [start, 24, false];
    for (const letter of [...word].slice(1)) {
      const next = text.indexOf(letter, place + 1);
      if (next < 0) {
        missing = true;
        break;
      }
      score += isStart(text, next) ? 16 : next === place + 1 ? 8 : -Math.min(6, next - place);
      place = next;
    }
    if (!missing && score > 0 && (best === null || score > best)) best = score;
  }
  return best;
}
