/** Where the font of PDF figures is: Arimo, as wide as Helvetica, which figures are laid out for. */
import path from 'node:path';

const inPackage = (file: string): string =>
  path.join(__dirname, '..', 'node_modules', '@expo-google-fonts', 'arimo', file);

/** In the package. The build copies them beside the bundle. */
export const fontFiles = {
  regular: inPackage('400Regular/Arimo_400Regular.ttf'),
  bold: inPackage('700Bold/Arimo_700Bold.ttf'),
} as const;
