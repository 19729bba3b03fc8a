// What the mock knows beyond orders and imports: what a query can name, what is kept under a name.

const both = (en, zh) => ({ en, zh });
const column = (name, type, nullable, en, zh) => ({ name, type, nullable, about: both(en, zh) });
const TRADE = column("trade_id", "text", false, "Number of the order or document", "订单或单据号");

export function schema(version, lines, trades) {
  return {
    lake_version: version,
    tables: [
      { name: "fx", kind: "table", about: both("Loaded exchange rates", "已载入汇率"), rows: 0, columns: [column("day", "day", false, "Day", "日期"), column("currency", "text", false, "Currency", "币种"), column("rate", "decimal", false, "Rate", "汇率")] },
      { name: "lines", kind: "table", about: both("Order lines, one row each", "订单行，每行一条"), rows: lines, columns: [TRADE, column("sku", "text", true, "Article number", "商品编号"), column("amount", "decimal", false, "Goods amount", "货款"), column("currency", "text", false, "Currency", "币种"), column("day", "day", false, "Day in the business zone", "业务时区的日期")] },
      { name: "trades", kind: "table", about: both("Orders and other documents", "订单等单据"), rows: trades, columns: [TRADE, column("kind", "text", false, "What kind of row it is", "该行的类型")] },
      { name: "charges_all", kind: "view", about: both("Lines and charges together", "订单行与费用合并"), rows: null, columns: [TRADE] },
      { name: "countries", kind: "reference", about: both("Countries", "国家"), rows: null, columns: [column("code", "text", false, "Code", "代码")] },
    ],
    functions: ["avg", "coalesce", "count", "date_trunc", "max", "min", "sum"],
    limits: { rows_max: 10_000, time_ms: 30_000, memory_bytes: 536_870_912 },
  };
}

/** A small in-memory `saved` table. */
export class Kept {
  items = [];

  list(kind) {
    return this.items.filter((one) => !kind || one.kind === kind).sort((a, b) => `${a.kind} ${a.name}`.localeCompare(`${b.kind} ${b.name}`));
  }

  find(kind, name) {
    return this.items.find((one) => one.kind === kind && one.name === name);
  }

  put(kind, name, { body, rename }) {
    let one = this.find(kind, name);
    if (rename && one) one.name = rename;
    if (body) {
      if (!one) this.items.push((one = { kind, name, body, created_at: new Date().toISOString(), updated_at: "", actor: "console" }));
      one.body = body;
    }
    if (one) one.updated_at = new Date().toISOString();
    return one;
  }

  remove(kind, name) {
    const one = this.find(kind, name);
    this.items = this.items.filter((other) => other !== one);
    return one;
  }
}
