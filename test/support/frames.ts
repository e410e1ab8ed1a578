import type { Page } from 'playwright-core';

/** The middle one of some numbers. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)]!;
}

/**
 * Milliseconds between the frames of a page while the mouse moves over its first map, one event a frame: `hover` with
 * no button, `pan` with Ctrl, `move` drags the cursor; `zoom` turns the wheel.
 */
export function frameTimes(
  page: Page,
  kind: 'hover' | 'pan' | 'move' | 'zoom',
  frames: number,
): Promise<number[]> {
  return page.evaluate(
    async ([what, count]) => {
      const map = document.querySelector('.map')!;
      const box = map.getBoundingClientRect();
      // Pointers that no device moves can't be captured.
      map.setPointerCapture = () => undefined;
      const send = (type: string, turn: number): void => {
        const place = {
          clientX: box.left + box.width * (0.5 + 0.25 * Math.cos(turn)),
          clientY: box.top + box.height * (0.5 + 0.25 * Math.sin(turn)),
          bubbles: true,
          cancelable: true,
          ctrlKey: what === 'pan',
        };
        map.dispatchEvent(
          what === 'zoom'
            ? new WheelEvent('wheel', { ...place, deltaY: 40 * Math.sin(9 * turn) })
            : new PointerEvent(type, { ...place, pointerId: 7 }),
        );
      };
      const next = (): Promise<number> => new Promise(resolve => requestAnimationFrame(resolve));
      if (what === 'pan' || what === 'move') send('pointerdown', 0);
      const times: number[] = [];
      let last = await next();
      for (let k = 0; k < count; k++) {
        send('pointermove', (2 * Math.PI * k) / count);
        const now = await next();
        times.push(now - last);
        last = now;
      }
      if (what === 'pan' || what === 'move') send('pointerup', 0);
      return times;
    },
    [kind, frames] as const,
  );
}
