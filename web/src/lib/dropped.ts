// The files of a drop, those inside folders too. What a system hides in folders is left out.

const FILES_MAX = 2000;
const HIDDEN = /^(\.|~\$|Thumbs\.db$|desktop\.ini$|__MACOSX$)/i;

export async function droppedFiles(data: DataTransfer): Promise<File[]> {
  // Entries have to be taken before the first await: the list is emptied after the event.
  const entries = [...data.items].map((item) => (item.kind === "file" ? item.webkitGetAsEntry?.() : null)).filter((entry): entry is FileSystemEntry => entry !== null && entry !== undefined);
  const plain = [...data.files];
  if (!entries.some((entry) => entry.isDirectory)) return plain;
  const files: File[] = [];
  for (const entry of entries) await gather(entry, files);
  return files;
}

async function gather(entry: FileSystemEntry, files: File[]): Promise<void> {
  if (HIDDEN.test(entry.name) || files.length >= FILES_MAX) return;
  if (entry.isFile) {
    files.push(await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject)));
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  // A reader hands out its entries in parts, the last one empty.
  for (;;) {
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (part.length === 0) return;
    for (const inner of part) await gather(inner, files);
  }
}

/** The files of a chosen folder, without what a system hides there. */
export function chosenFiles(list: Iterable<File>): File[] {
  return [...list].filter((file) => !(file.webkitRelativePath || file.name).split("/").some((part) => HIDDEN.test(part)));
}
