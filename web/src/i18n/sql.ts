// Words of the SQL page, in both languages.

export const en = {
  "page.sql": "SQL",
  "sql.lead": "One SELECT, read-only, over the lake's tables.",
  "sql.note": "Ctrl Enter runs it. Tables: lines, trades, parties, products, stock, shipments, charges, fx.",
  "sql.result": "Result",
  "sql.result.note": "{n} row, lake {version}, {ms}.|{n} rows, lake {version}, {ms}.",
  "sql.run": "Run",
  "sql.statement": "Statement",
  "sql.truncated": "Only the first {n} rows.",
} as const;

export const zhCN: Record<keyof typeof en, string> = {
  "page.sql": "SQL",
  "sql.lead": "对数据湖各表执行一条只读 SELECT。",
  "sql.note": "Ctrl Enter 运行。表：lines、trades、parties、products、stock、shipments、charges、fx。",
  "sql.result": "结果",
  "sql.result.note": "{n} 行，数据湖 {version}，{ms}。",
  "sql.run": "运行",
  "sql.statement": "语句",
  "sql.truncated": "仅前 {n} 行。",
};
