/** How a long job tells how far it is. */
export type OnProgress = (done: number, total: number) => void;
