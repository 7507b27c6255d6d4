/** Formats numbers as words/ does, with spaces where a line must not break. */
import * as numbers from '../../words/numbers';

const unbroken = (text: string): string => text.replaceAll(' ', '\u00a0');

export const percent = (fraction: number, decimals?: number): string => unbroken(numbers.percent(fraction, decimals));
export const share = (fraction: number): string => unbroken(numbers.share(fraction));
export const duration = (seconds: number): string => unbroken(numbers.duration(seconds));
export const roughDuration = (seconds: number): string => unbroken(numbers.roughDuration(seconds));
export const sizeWords = (bytes: number): string => unbroken(numbers.sizeWords(bytes));
export const speed = (imagesPerSecond: number): string => unbroken(`${numbers.perSecond(imagesPerSecond)} images/s`);
