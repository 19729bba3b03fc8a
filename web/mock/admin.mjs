// What the mock knows of settings, tokens, the audit log, backups, nights, the doctor, and the tables of lanes and customs.

import { readFileSync } from "node:fs";
import { platforms } from "./platforms.mjs";

// What a real server answered to one question each: /quote/lane, /quote/landed, /policies.
const BORDER = JSON.parse(readFileSync(new URL("border.json", import.meta.url), "utf8"));

const AT = "2026-11-22T08:00:00Z";
const setting = (value, from, changeable) => ({ value, from, changeable });

export class Admin {
  settings = {
    report_currency: setting("EUR", "home", true),
    home_country: setting("CN", "home", true),
    business_zone: setting("Asia/Shanghai", "home", false),
    version: "0.1.0",
    home: "~/entrepot",
    backup_folder: "/mnt/other-disk/entrepot",
    nightly_at: "03:30",
    token_wanted: false,
  };
  tokens = [this.token("till-2", "operator", "valid"), this.token("audit-2025", "viewer", "expired"), this.token("old-script", "analyst", "revoked")];
  log = [
    { at: AT, actor: "console", action: "import.run", subject: "import 2", detail: { import: 2, profile: "orders", read: 1200, accepted: 1190, quarantined: 10 } },
    { at: AT, actor: "ann", action: "token.add", subject: "till-2", detail: { role: "operator", expires_us: null } },
  ];
  files = [{ name: "entrepot-20261122T033000Z.tar.zst", bytes: 48_211_004, at: AT }];

  token(name, role, state) {
    return { name, role, state, created_at: AT, created_by: "ann", expires_at: state === "expired" ? AT : null, revoked_at: state === "revoked" ? AT : null, revoked_by: state === "revoked" ? "ann" : null };
  }

  get(path, query) {
    if (path in BORDER) return BORDER[path];
    const platform = platforms(path, query);
    if (platform !== undefined) return platform;
    if (path === "/me") return { name: "console", role: "admin" };
    if (path === "/settings") return this.settings;
    if (path === "/tokens") return this.tokens;
    if (path === "/audit") return { entries: this.log.filter((one) => ["actor", "action"].every((key) => !query.get(key) || query.get(key) === one[key])), actors: ["ann", "console"], actions: ["import.run", "token.add"] };
    if (path === "/audit.csv") return { csv: "at,actor,action,subject,detail\r\n" };
    if (path === "/backups") return { folder: this.settings.backup_folder, files: this.files, running: false, bytes_done: 0, bytes_total: 0, error: null };
    if (path === "/nights") {
      const step = (name, outcome, note) => ({ name, outcome, note, elapsed_ms: 12 });
      return [{ id: 1, begun_at: AT, ended_at: AT, state: "failed", actor: "nightly", steps: [step("rates", "failed", "fx.offline: not reached"), step("compact", "skipped", ""), step("doctor", "done", "12 data files, 3 originals: nothing found"), step("warm", "done", ""), step("backup", "done", "48 MB")] }];
    }
    if (path === "/doctor") {
      const zh = { cause: "磁盘空间不足。", hint: "请腾出空间。", whole: true };
      return { sound: true, lake_version: 2, looked: { lake_versions: 2, data_files: 12, data_rows: 12_345, originals: 3, imports: 2 }, findings: [{ code: "doctor.disk_low", severity: "warning", cause: "100 MiB are free on the disk of the home; 512 MiB are wanted", hint: "make room", zh }] };
    }
    return undefined;
  }

  change({ report_currency, home_country }) {
    if (home_country !== undefined) this.settings.home_country = setting(home_country.toUpperCase(), home_country ? "home" : "default", true);
    if (report_currency !== undefined) this.settings.report_currency = setting(report_currency.toUpperCase(), report_currency ? "home" : "default", true);
    return this.settings;
  }

  add({ name, role }) {
    if (this.tokens.some((one) => one.name === name)) return undefined;
    const token = this.token(name, role, "valid");
    this.tokens = [...this.tokens, token];
    return { status: 201, secret: "entrepot_0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", token };
  }

  revoke(name) {
    this.tokens = this.tokens.map((one) => (one.name === name ? { ...one, state: "revoked", revoked_at: AT, revoked_by: "console" } : one));
    return this.tokens.find((one) => one.name === name);
  }
}
