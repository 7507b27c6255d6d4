/** VS Code's version, of its own download and of the server from npm: tests mean the same editor, whichever it is. */
export const desktopVersion = '1.139.1';
