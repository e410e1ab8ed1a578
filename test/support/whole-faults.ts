/** Whether all faults are tried, as `npm run test:faults` does; else a part of them, as CI does. */
export const everything: boolean = process.env['WAE_FAULTS'] === 'all';
