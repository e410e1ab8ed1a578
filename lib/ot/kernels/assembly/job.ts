/** The job in hand: what is done, of what, and which block is next. It lies at the beginning of the memory. */

/** Bytes of the memory that jobs describe themselves in; what is worked on lies behind. */
export const HEADER: usize = 1024;
const NEXT: usize = 64;
const COUNT: usize = 128;
const KIND: usize = 132;
const ARGUMENTS: usize = 256;

@inline
export function kind(): i32 {
  return load<i32>(KIND);
}

/** The next block that nobody has begun, −1 if there is none. */
@inline
export function take(): i32 {
  const block = atomic.add<i32>(NEXT, 1);
  return block < load<i32>(COUNT) ? block : -1;
}

/** An argument that is a place in memory or a count. */
@inline
export function whole(k: i32): usize {
  return <usize>load<f64>(ARGUMENTS + <usize>(k << 3));
}

@inline
export function real(k: i32): f64 {
  return load<f64>(ARGUMENTS + <usize>(k << 3));
}
