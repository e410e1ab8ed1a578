export { explorerPage } from './explorer-page.js';
export { checkExplorable, type ExplorerOptions, type PackedExplorer, packExplorer } from './pack.js';
