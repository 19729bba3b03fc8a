// Countries by their two-letter code, named by the browser in the page's language.

/** Codes that are no countries of ISO 3166-1: unions, reserved and withdrawn codes. */
const OTHERS = new Set("AC AN BU CP CQ CS DD DG DY EA EU EZ FQ FX HV IC JT MI NH NQ NT PC PU PZ QO RH SU TA TP UK UN VD WK XA XB XK YD YU ZR ZZ".split(" "));

export interface Place {
  code: string;
  name: string;
}

/** Every country in a language, by name. */
export function countries(locale: string): Place[] {
  const names = new Intl.DisplayNames([locale], { type: "region", fallback: "none" });
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  const found: Place[] = [];
  for (const a of letters) {
    for (const b of letters) {
      const code = a + b;
      const name = OTHERS.has(code) ? undefined : names.of(code);
      if (name) found.push({ code, name });
    }
  }
  return found.sort((a, b) => a.name.localeCompare(b.name, locale));
}
