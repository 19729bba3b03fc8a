// A text of the server in the reader's language. It sends English, and Chinese beside it when its table has the code; when
// the Chinese sentence is a general one, the English stays, marked as such.

import type { Locale } from "./format";
import type { Said } from "./types";

export interface Told {
  text: string;
  hint: string;
  /** The English sentence, when it says more. */
  more: string;
}

export function told(locale: Locale, english: string, hint: string | null | undefined, zh: Said | null | undefined): Told {
  if (locale !== "zh-CN" || !zh) return { text: english, hint: hint ?? "", more: "" };
  return { text: zh.cause, hint: zh.hint ?? "", more: zh.whole || english === zh.cause ? "" : english };
}
