/** Beside the bundle, or in the package when it runs from source. */
export const migrationsDirectory = new URL(
  import.meta.url.endsWith('.ts') ? '../migrations/' : './migrations/',
  import.meta.url,
);
