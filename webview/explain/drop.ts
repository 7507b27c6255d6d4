/** Takes pictures that are dropped on the page: files of the user's computer, or of VS Code's Explorer. */
import { mostDropped, mostDroppedBytes, type Dropped } from '../../schemas/messages/explain';

/** The type in which VS Code's Explorer names what is dragged, one address a line. */
const addressType = 'application/vnd.code.uri-list';

/**
 * Calls back for each drop with what was dropped, or with what is wrong with it.
 * @returns a function that ends it
 */
export function onDropped(take: (dropped: Dropped | string) => void): () => void {
  const allow = (event: DragEvent): void => event.preventDefault();
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    const { dataTransfer } = event;
    if (!dataTransfer) return;
    // Both must be read before the event ends.
    const lines = (dataTransfer.getData(addressType) || dataTransfer.getData('text/uri-list')).split(/[\r\n]+/);
    const addresses = lines.filter((line) => line !== '' && !line.startsWith('#'));
    const files = [...dataTransfer.files];
    if (files.length > 0) void read(files).then(take);
    else if (addresses.length > mostDropped) take(tooMany);
    else if (addresses.length > 0) take({ addresses });
  };
  document.addEventListener('dragover', allow);
  document.addEventListener('drop', drop);
  return () => {
    document.removeEventListener('dragover', allow);
    document.removeEventListener('drop', drop);
  };
}

const tooMany = `Drop at most ${mostDropped} pictures at once.`;

async function read(files: readonly File[]): Promise<Dropped | string> {
  if (files.length > mostDropped) return tooMany;
  const large = files.find(({ size }) => size > mostDroppedBytes);
  if (large) return `${large.name} is too large for a picture: at most ${mostDroppedBytes / 1e6} MB.`;
  const pictures = [];
  for (const file of files) pictures.push({ name: file.name, data: await base64Of(file) });
  return { pictures };
}

/** @throws never: a file that cannot be read has no content, which is then said to be no picture */
function base64Of(file: File): Promise<string> {
  return new Promise((resolve) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ''));
    reader.onerror = () => resolve('');
    reader.readAsDataURL(file);
  });
}
