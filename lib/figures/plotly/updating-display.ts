import { type MimeBundle, notebookWriter } from './show.js';

let displays = 0;

/**
 * One output of the notebook's cell that is drawn again in its place; undefined where there is no notebook.
 * @returns called with a bundle: the first call shows it, every further one puts another in its place
 */
export function updatingDisplay(): ((bundle: MimeBundle) => void) | undefined {
  if (notebookWriter() === undefined) return undefined;
  displays++;
  // Not the same name again after the kernel was restarted: the notebook remembers names.
  const transient = { display_id: `wae-${process.pid}-${displays}` };
  let update = false;
  return bundle => {
    // The writer is the running cell's: it is asked for anew.
    notebookWriter()?.({ data: bundle, metadata: {}, transient }, update);
    update = true;
  };
}
