/** Reads what the page carries. */
import { type DemoFacts, demoParts } from '../schemas/demo';

function textOf(id: string): string {
  return document.getElementById(id)?.textContent ?? '';
}

/** The licences of the software in the page. */
export function readNotices(): string {
  return textOf(demoParts.software);
}

export function readFacts(): DemoFacts {
  return JSON.parse(textOf(demoParts.facts)) as DemoFacts;
}

export function base64Of(part: 'weights' | 'engine'): string {
  return textOf(demoParts[part]).trim();
}
