import { type Backend, loadBackend } from '../engine/index.js';

/** Loads the backend and warns where it is the slow one. */
export async function loadBackendAloud(): Promise<Backend> {
  const backend = await loadBackend();
  if (backend.name === 'cpu') {
    process.stderr.write(
      `wae: TensorFlow's native library is not used (${backend.reason ?? 'not found'}); ` +
        'running on the JavaScript backend, some hundred times slower; `wae doctor` says what is missing\n',
    );
  }
  return backend;
}
