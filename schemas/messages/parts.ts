/** What the messages of several pages have in common. The types of requests follow from their checks. */
import { fileName, oneOf, text } from '../shape';

/** The value of a setting, for the columns of settings that differ. */
export type SettingValue = string | number | boolean | null | readonly unknown[];

/** Absolute path of a file or folder. */
export const place = text(4096);

export const nothing = {};

export const picture = {
  /** Without extension. */
  name: fileName,
  format: oneOf(['svg', 'pdf', 'png']),
  /** PNG as base64; otherwise SVG, which a PDF is drawn from. */
  data: text(64 * 2 ** 20),
};

/** Requests of the actions that a problem offers. */
export const actions = { trust: nothing, allowData: nothing, openFile: nothing };

export const filePanelRequests = { ready: nothing, choose: { variant: text(200) }, ...actions, savePicture: picture };
