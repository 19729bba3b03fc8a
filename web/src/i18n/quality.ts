// Words of the quality of the data, in both languages.

export const en = {
  "quality.check": "Check",
  "quality.checks": "Checks that found something",
  "quality.costs": "Points",
  "quality.fine": "Looked for and not found: {names}.",
  "quality.found": "Found",
  "quality.hint": "What helps",
  "quality.note": "Named and weighted checks; each opens to its rows.",
  "quality.of": "{n} of {of}",
  "quality.score": "Data quality: <b>{score}</b> of 100.",
  "quality.title": "Data quality",
} as const;

export const zhCN: Record<keyof typeof en, string> = {
  "quality.check": "检查项",
  "quality.checks": "有发现的检查项",
  "quality.costs": "扣分",
  "quality.fine": "已检查，未发现：{names}。",
  "quality.found": "发现",
  "quality.hint": "处理办法",
  "quality.note": "有名称、有权重的检查；每项均可打开其行。",
  "quality.of": "共 {of}，其中 {n}",
  "quality.score": "数据质量：<b>{score}</b>（满分 100）。",
  "quality.title": "数据质量",
};
