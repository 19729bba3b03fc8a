// Files on their way in: chosen, recognised, sent, followed to the end. Lives outside the page, so that an import goes on
// being followed when another page is opened.

import { ApiError, asProblem, get, send, upload } from "./api";
import { lake } from "./lake.svelte";
import type { Detection, ImportReport, Job, Problem, Suggestion } from "./types";

const DETECT_BYTES = 65_536;
/** A workbook keeps its directory at the end, so it is shown whole when it is small enough. */
const DETECT_WORKBOOK_BYTES_MAX = 30_000_000;
/** So much of a packed table unpacks to more than is looked at. */
const DETECT_PACKED_BYTES = 4_000_000;
const SUGGEST_BYTES = 262_144;
const POLL_MS = 400;
/** Values of the profile choice beside the profiles' names. */
export const AUTOMATIC = "";

export interface Chosen {
  key: number;
  file: File;
  detection: Detection | null;
  problem: Problem | null;
  profile: string;
  /** How the columns of a file that no profile knows could be read. */
  mapping: Suggestion | null;
  /** What was said about it: what it is about -> the answer as the server takes it. */
  answers: Record<string, string>;
}

export interface Run {
  key: number;
  names: string[];
  profile: string;
  phase: string;
  /** 0 to 1. */
  done: number;
  rows: number | null;
  jobId: string | null;
  report: ImportReport | null;
  problem: Problem | null;
  cancelled: boolean;
}

let nextKey = 1;

class Imports {
  chosen = $state<Chosen[]>([]);
  runs = $state<Run[]>([]);
  /** Profiles kept during this visit. */
  kept = $state(0);
  onpublished: (report: ImportReport) => void = () => undefined;

  get busy(): boolean {
    return this.runs.some((run) => run.report === null && run.problem === null && !run.cancelled);
  }

  add(files: Iterable<File>): void {
    for (const file of files) {
      const key = nextKey++;
      this.chosen.push({ key, file, detection: null, problem: null, profile: AUTOMATIC, mapping: null, answers: {} });
      void this.#detect(key);
    }
  }

  drop(key: number): void {
    this.chosen = this.chosen.filter((one) => one.key !== key);
  }

  /** A form with the file's beginning. */
  #beginning(file: File, bytes: number): FormData {
    const form = new FormData();
    const whole = /\.(xlsx|xls|ods)$/i.test(file.name) && file.size <= DETECT_WORKBOOK_BYTES_MAX;
    const enough = /\.(gz|zst)$/i.test(file.name) ? DETECT_PACKED_BYTES : bytes;
    form.append("file", whole ? file : file.slice(0, enough), file.name);
    return form;
  }

  async #detect(key: number): Promise<void> {
    const entry = this.chosen.find((one) => one.key === key);
    if (!entry) return;
    const form = this.#beginning(entry.file, DETECT_BYTES);
    try {
      entry.detection = await send<Detection>("POST", "/detect", form);
      if (entry.profile === AUTOMATIC) entry.profile = entry.detection.profile ?? AUTOMATIC;
    } catch (error) {
      entry.problem = asProblem(error);
    }
  }

  /** Asks the server how the columns of an unknown table could be read, with everything said so far. */
  async suggest(one: Chosen, name: string): Promise<Suggestion> {
    const form = this.#beginning(one.file, SUGGEST_BYTES);
    form.append("name", name);
    for (const answer of Object.values(one.answers)) form.append("set", answer);
    return send<Suggestion>("POST", "/suggest", form);
  }

  /** Keeps a mapping under a name; files that wait for it are read by it. */
  async keep(one: Chosen, name: string, replace: boolean): Promise<void> {
    const { text } = await this.suggest(one, name);
    await send("PUT", `/profiles/${encodeURIComponent(name)}`, { text: text ?? "", replace });
    this.kept += 1;
    one.profile = name;
    if (one.detection) one.detection.profile = name;
    for (const other of this.chosen) {
      if (other.profile === AUTOMATIC && other.detection?.header?.join("\n") === one.detection?.header?.join("\n")) other.profile = name;
    }
  }

  /** Files of one profile go in together: a profile may need several tables. */
  start(): void {
    const groups = new Map<string, Chosen[]>();
    for (const one of this.chosen) groups.set(one.profile, [...(groups.get(one.profile) ?? []), one]);
    this.chosen = [];
    for (const [profile, files] of groups) void this.#run(profile, files.map((one) => one.file));
  }

  async #run(profile: string, files: File[]): Promise<void> {
    this.runs.unshift({ key: nextKey++, names: files.map((file) => file.name), profile, phase: "uploading", done: 0, rows: null, jobId: null, report: null, problem: null, cancelled: false });
    const run = this.runs[0];
    if (!run) return;
    const form = new FormData();
    if (profile) form.append("profile", profile);
    for (const file of files) form.append("file", file, file.name);
    try {
      const { job_id: id } = await upload<{ job_id: string }>("/imports", form, (sent, total) => (run.done = total > 0 ? (sent / total) * 0.3 : 0));
      run.jobId = id;
      await this.#follow(run, id);
    } catch (error) {
      run.problem = asProblem(error);
    }
  }

  /** The demo seller: its files are made by the server, and followed like any import. */
  async demo(name: string): Promise<void> {
    this.runs.unshift({ key: nextKey++, names: [name], profile: "demo", phase: "queued", done: 0.02, rows: null, jobId: null, report: null, problem: null, cancelled: false });
    const run = this.runs[0];
    if (!run) return;
    try {
      const { job_id: id } = await send<{ job_id: string }>("POST", "/demo", {});
      run.jobId = id;
      await this.#follow(run, id);
    } catch (error) {
      run.problem = asProblem(error);
    }
  }

  async #follow(run: Run, id: string): Promise<void> {
    for (;;) {
      const job = await get<Job>(`/jobs/${encodeURIComponent(id)}`);
      run.phase = job.phase ?? job.state;
      run.rows = job.rows_read;
      if (job.bytes_total) run.done = 0.3 + 0.7 * Math.min(1, (job.bytes_done ?? 0) / job.bytes_total);
      if (job.state === "done") {
        run.done = 1;
        run.report = job.result;
        await lake.changed();
        if (job.result) this.onpublished(job.result);
        return;
      }
      if (job.state === "failed") {
        throw typeof job.error === "string" || job.error === null ? new ApiError("import", job.error ?? "", null, 0) : job.error;
      }
      if (job.state === "cancelled") {
        run.cancelled = true;
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }

  async cancel(run: Run): Promise<void> {
    if (run.jobId === null) return;
    try {
      await send("DELETE", `/jobs/${encodeURIComponent(run.jobId)}`);
    } catch (error) {
      run.problem = asProblem(error);
    }
  }
}

export const imports = new Imports();
