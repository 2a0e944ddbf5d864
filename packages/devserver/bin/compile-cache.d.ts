export function openCompileCache(isServer: boolean): void;
