// The names of an import's files, in a line that stays a line: an import of settlements has hundreds.

import { t } from "./i18n.svelte";

/** As many names are shown in full. */
const SHOWN = 3;

/** All names when they are few; else the first ones and how many more there are. */
export function fileNames(names: string[]): string {
  if (names.length <= SHOWN) return names.join(", ");
  return t("files.and.more", { names: names.slice(0, SHOWN - 1).join(", "), n: names.length - SHOWN + 1 });
}
