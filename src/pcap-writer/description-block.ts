import type { Block } from './block.ts';
import type { CaptureError, CaptureInterface, CaptureSection } from './capture.ts';
import {
  OPTION_COMMENT,
  OPTION_INTERFACE_DESCRIPTION,
  OPTION_INTERFACE_FCS_LENGTH,
  OPTION_INTERFACE_NAME,
  OPTION_INTERFACE_TIMESTAMP_OFFSET,
  OPTION_INTERFACE_TIMESTAMP_RESOLUTION,
  OPTION_SECTION_HARDWARE,
  OPTION_SECTION_OS,
  OPTION_SECTION_USER_APPLICATION,
} from './format.ts';
import { optionText, readOptions, wrongLength } from './read-options.ts';
import { DEFAULT_RESOLUTION, TimestampScale } from './timestamp-scale.ts';

/**
 * The options of a section header block (draft-ietf-opsawg-pcapng, section 4.1).
 * @internal
 */
export function readSection(block: Block): { readonly section: CaptureSection } | { readonly error: CaptureError } {
  const comments: string[] = [];
  const texts = new Map<number, string>();
  const error = readOptions(block, 24, (option) => {
    if (option.code === OPTION_COMMENT) comments.push(optionText(block, option));
    else if (option.code <= OPTION_SECTION_USER_APPLICATION) texts.set(option.code, optionText(block, option));
    return undefined;
  });
  if (error !== undefined) return { error };
  return {
    section: {
      comments,
      hardware: texts.get(OPTION_SECTION_HARDWARE),
      os: texts.get(OPTION_SECTION_OS),
      userApplication: texts.get(OPTION_SECTION_USER_APPLICATION),
    },
  };
}

/** @internal */
export interface DescribedInterface {
  readonly description: CaptureInterface;
  readonly scale: TimestampScale;
}

/**
 * An interface description block (section 4.2); `section` is the index of the section that it belongs to.
 * @internal
 */
export function readInterface(block: Block, section: number): DescribedInterface | { readonly error: CaptureError } {
  const comments: string[] = [];
  let name: string | undefined;
  let description: string | undefined;
  let resolution = DEFAULT_RESOLUTION;
  let offsetSeconds = 0n;
  let fcsLength: number | undefined;
  const error = readOptions(block, 16, (option) => {
    switch (option.code) {
      case OPTION_COMMENT:
        comments.push(optionText(block, option));
        return undefined;
      case OPTION_INTERFACE_NAME:
        name = optionText(block, option);
        return undefined;
      case OPTION_INTERFACE_DESCRIPTION:
        description = optionText(block, option);
        return undefined;
      case OPTION_INTERFACE_TIMESTAMP_RESOLUTION:
        resolution = block.uint8(option.at);
        return wrongLength(block, option, 1, 'if_tsresol');
      case OPTION_INTERFACE_FCS_LENGTH:
        // Its unit is not agreed on (octets by the draft, bits by older ones): what is no number of octets is dropped.
        if (option.length === 1 && block.uint8(option.at) <= 8) fcsLength = block.uint8(option.at);
        return undefined;
      case OPTION_INTERFACE_TIMESTAMP_OFFSET: {
        const wrong = wrongLength(block, option, 8, 'if_tsoffset');
        if (wrong === undefined) offsetSeconds = block.int64(option.at);
        return wrong;
      }
      default:
        return undefined;
    }
  });
  if (error !== undefined) return { error };
  const linkType = block.uint16(8);
  const snapLength = block.uint32(12);
  return {
    description: {
      section,
      name,
      description,
      linkType,
      fcsLength,
      timestampResolution: resolution,
      snapLength,
      comments,
    },
    scale: new TimestampScale(resolution, offsetSeconds),
  };
}
