export { type DataFolder, dataFolders, isClone, repositoryRoot, workFolder } from './data-folders.js';
export { type Holder, type Lock, takeLock } from './lock.js';
export { ownerToken } from './owner.js';
export {
  drawingPackages,
  importPackage,
  installCommand,
  installedVersion,
  loadSharp,
  needPackages,
  requirePackage,
} from './optional-package.js';
export { featureFile, type FileContent, readFileNamed } from './read-file.js';
export { makeFolder } from './folders.js';
export { type FileWords, readTensorFile, writeTensorFile } from './tensor-file.js';
export { explainWriting, isTemporary, removeLeftovers, writeFileWhole } from './whole-files.js';
