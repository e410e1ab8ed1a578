export { type DataFolder, dataFolders, repositoryRoot } from './data-folders.js';
export { loadSharp } from './image-library.js';
export { featureFile, type FileContent, readFileNamed } from './read-file.js';
export { type FileWords, readTensorFile, writeTensorFile } from './tensor-file.js';
export { removeLeftovers, writeFileWhole } from './whole-files.js';
