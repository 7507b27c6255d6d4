/** JSX types of the vscode-elements that the pages use. Their events are DOM events. */
import type { JSX } from 'preact';

type ElementProps = JSX.HTMLAttributes<HTMLElement> & { children?: unknown };

declare module 'preact' {
  namespace JSX {
    interface IntrinsicElements {
      'vscode-button': ElementProps & { secondary?: boolean; icon?: string; disabled?: boolean };
      'vscode-textfield': ElementProps & { value?: string; placeholder?: string; label?: string };
      'vscode-single-select': ElementProps & { value?: string; label?: string };
      'vscode-option': ElementProps & { value?: string; selected?: boolean };
      'vscode-checkbox': ElementProps & { checked?: boolean; label?: string };
      'vscode-icon': ElementProps & { name: string; label?: string; size?: number };
      'vscode-progress-bar': ElementProps & { value?: number; max?: number; indeterminate?: boolean };
      'vscode-toolbar-button': ElementProps & {
        icon?: string;
        label?: string;
        toggleable?: boolean;
        checked?: boolean;
      };
    }
  }
}
