// Splits SQL into words, strings and the rest, for display only.

export interface SqlPart {
  text: string;
  kind: "k" | "s" | "";
}

const KEYWORDS =
  /^(select|distinct|from|where|and|or|not|in|is|null|as|on|join|left|right|inner|full|cross|using|group|by|order|having|with|union|all|case|when|then|else|end|sum|count|min|max|coalesce|nullif|cast|date|interval|between|limit|offset|over|partition|filter|asc|desc|like|exists|true|false)$/i;

export function markSql(sql: string): SqlPart[] {
  const parts: SqlPart[] = [];
  for (const match of sql.matchAll(/'(?:[^']|'')*'|[A-Za-z_][A-Za-z_0-9.]*|[^A-Za-z_']+|'/g)) {
    const text = match[0];
    parts.push({ text, kind: text.length > 1 && text.startsWith("'") ? "s" : KEYWORDS.test(text) ? "k" : "" });
  }
  return parts;
}
