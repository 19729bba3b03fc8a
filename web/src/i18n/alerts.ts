// Words of alerts, in both languages.

export const en = {
  "alerts.above": "above",
  "alerts.band": "Expected",
  "alerts.below": "below",
  "alerts.day": "Day",
  "alerts.days": "Days that stood out",
  "alerts.judged": "Judged: {names}, {range}. Of 100 ordinary days at most {pct} is reported.",
  "alerts.none": "Nothing stood out: {names}, {range}. Of 100 ordinary days at most {pct} is reported.",
  "alerts.note": "Finished days outside of what their weekday and season let expect.",
  "alerts.title": "Alerts",
  "alerts.value": "Value",
  "alerts.why": "Against what",
} as const;

export const zhCN: Record<keyof typeof en, string> = {
  "alerts.above": "偏高",
  "alerts.band": "预期范围",
  "alerts.below": "偏低",
  "alerts.day": "日期",
  "alerts.days": "异常的日期",
  "alerts.judged": "已判断：{names}，{range}。每 100 个普通日子至多误报 {pct} 个。",
  "alerts.none": "没有异常：{names}，{range}。每 100 个普通日子至多误报 {pct} 个。",
  "alerts.note": "超出同星期几与季节预期范围的完整日期。",
  "alerts.title": "异常提醒",
  "alerts.value": "数值",
  "alerts.why": "比较对象",
};
