// Deterministic orders for the mock: the same seed gives the same rows on every machine. Invented, as is the seller.

export const FIRST_DAY = "2024-11-04";
export const LAST_DAY = "2026-11-01";
export const RATES = { EUR: 1, USD: 1.0836, GBP: 0.8421, JPY: 163.4, CNY: 7.7412, AUD: 1.6503, KRW: 1489.2, BRL: 5.91, MXN: 19.62, SEK: 11.43, PLN: 4.31, CAD: 1.487 };

const DAY_MS = 86_400_000;
const COUNTRIES = [
  ["US", "USD", 30], ["DE", "EUR", 22], ["FR", "EUR", 11], ["GB", "GBP", 10], ["NL", "EUR", 6], ["JP", "JPY", 6], ["KR", "KRW", 4], ["ES", "EUR", 4],
  ["IT", "EUR", 4], ["AU", "AUD", 3], ["CA", "CAD", 3], ["PL", "PLN", 2], ["SE", "SEK", 2], ["BE", "EUR", 2], ["AT", "EUR", 2], ["BR", "BRL", 2],
  ["MX", "MXN", 2], ["SG", "USD", 1], ["MY", "USD", 1], ["TH", "USD", 1], ["CZ", "EUR", 1], ["IE", "EUR", 1], ["CN", "CNY", 1], [null, "USD", 1],
];
const EU = new Set(["DE", "FR", "NL", "ES", "IT", "PL", "SE", "BE", "AT", "CZ", "IE"]);
const ASEAN = new Set(["SG", "MY", "TH"]);
const CATEGORIES = [["lighting", "Lighting", "灯具"], ["storage", "Storage", "收纳"], ["kitchen", "Kitchen", "厨具"], ["textiles", "Home textiles", "家纺"], ["toys", "Toys", "玩具"], ["garden", "Garden", "园艺"]];
const NOUNS = [["Desk lamp", "台灯"], ["Basket", "收纳篮"], ["Teapot", "茶壶"], ["Cushion", "靠垫"], ["Puzzle", "拼图"], ["Planter", "花盆"], ["Lantern", "灯笼"], ["Box", "盒子"], ["Mug", "马克杯"], ["Throw", "盖毯"]];
const CHANNELS = ["own shop", "marketplace", "wholesale", "social"];

export const LABELS = {
  category: Object.fromEntries(CATEGORIES.map(([id, en, zh]) => [id, { en, zh }])),
  channel: { "own shop": { en: "own shop", zh: "自营店" }, marketplace: { en: "marketplace", zh: "平台" }, wholesale: { en: "wholesale", zh: "批发" }, social: { en: "social", zh: "社交" } },
  region: { EU27: { en: "EU", zh: "欧盟" }, ASEAN10: { en: "ASEAN", zh: "东盟" }, other: { en: "other", zh: "其他" } },
  product: {},
};

function random(seed) {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export const dayOf = (n) => new Date(Date.parse(FIRST_DAY) + n * DAY_MS).toISOString().slice(0, 10);

export function makeOrders(seed = 7) {
  const next = random(seed);
  const pick = (list, weight) => {
    let rest = next() * list.reduce((sum, one) => sum + weight(one), 0);
    return list.find((one) => (rest -= weight(one)) < 0) ?? list[0];
  };
  const products = Array.from({ length: 48 }, (_, i) => {
    const [noun, zh] = NOUNS[i % NOUNS.length];
    const sku = `${"LSKTPG"[i % 6]}T-${String(400 + i * 7).padStart(4, "0")}`;
    LABELS.product[sku] = { en: `${noun} ${sku.slice(-2)}`, zh: `${zh} ${sku.slice(-2)}` };
    return { sku, name: `${noun} ${sku.slice(-2)}`, category: CATEGORIES[i % 6][0], cents: 900 + Math.floor(next() * 9000) };
  });
  const days = Math.round((Date.parse(LAST_DAY) - Date.parse(FIRST_DAY)) / DAY_MS) + 1;
  const lines = [];
  const trades = [];
  let number = 10000;
  let row = 1;
  const add = (trade, list) => {
    trades.push(trade);
    for (const line of list) {
      row += 1;
      lines.push({ ...trade, ...line, trade, file: trade.day < "2025-11-01" ? "shop_orders_2025.csv" : "shop_orders_2026.csv", file_id: trade.day < "2025-11-01" ? 1 : 2, row, import_id: trade.day < "2025-11-01" ? 1 : 2 });
    }
  };
  for (let d = 0; d < days; d += 1) {
    const day = dayOf(d);
    const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
    const season = 1 + 0.35 * Math.sin((d / 365) * 2 * Math.PI) + (/-11-(11|2[5-9])$/.test(day) ? 1.2 : 0) + d / 1800;
    const count = Math.max(1, Math.round((weekday === 0 ? 9 : weekday === 6 ? 21 : 17) * season * (0.75 + next() * 0.5)));
    for (let i = 0; i < count; i += 1) {
      number += 1;
      const [country, currency] = pick(COUNTRIES, (c) => c[2]);
      const channel = pick(CHANNELS, (c) => ({ "own shop": 5, marketplace: 6, wholesale: 1.4, social: 1 })[c]);
      const mode = channel === "wholesale" ? "b2b" : next() < 0.12 ? "b2b2c" : "b2c";
      const buyer = next() < 0.06 ? null : `B${String(Math.floor(next() ** 1.6 * 3200)).padStart(5, "0")}`;
      const minute = Math.floor(next() * 1439);
      const time = `${day}T${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}:00Z`;
      const cancelled = next() < 0.02;
      const trade = {
        trade_id: `SO-${number}`, kind: "sale", mode, platform: channel === "marketplace" ? (next() < 0.6 ? "market one" : "market two") : null, channel, seller_country: "CN",
        buyer_id: buyer, customer_type: mode === "b2b" ? "business" : buyer ? "person" : null, country, country_raw: country ?? "Unspecified",
        region: country === null ? null : EU.has(country) ? "EU27" : ASEAN.has(country) ? "ASEAN10" : "other", currency, status: cancelled ? "cancelled" : "delivered", time, day,
        flags: next() < 0.01 ? ["L-SHIP-BEFORE-PAID"] : [],
      };
      const made = Array.from({ length: 1 + Math.floor(next() * 3) }, (_, k) => {
        const product = products[Math.floor(next() ** 1.5 * products.length)];
        const quantity = mode === "b2b" ? 4 + Math.floor(next() * 12) : 1 + Math.floor(next() * 3);
        const price = Math.round((product.cents / 100) * RATES[currency] * (mode === "b2b" ? 0.7 : 1) * 100) / 100;
        const amount = Math.round(price * quantity * 100) / 100;
        return { line_id: `${number}-${k + 1}`, sku: product.sku, product: product.sku, product_name: product.name, category: product.category, quantity, unit_price: price, amount, discount: next() < 0.2 ? Math.round(amount * 10) / 100 : 0, tax: Math.round(amount * 19) / 100, shipping: k === 0 ? Math.round(490 * RATES[currency]) / 100 : 0 };
      });
      add(trade, made);
      if (next() < 0.1 && d + 9 < days) {
        const back = made[0];
        add(
          { ...trade, trade_id: `RT-${number}`, kind: "return", status: "refunded", day: dayOf(d + 9), time: `${dayOf(d + 9)}T10:00:00Z`, flags: [], purchase: trade.trade_id },
          [{ ...back, line_id: `R${number}-1`, quantity: -1, amount: -back.unit_price, discount: 0, tax: 0, shipping: 0 }],
        );
      }
    }
  }
  return { lines, trades };
}
