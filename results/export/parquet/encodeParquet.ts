/** Encodes columns as a file of Apache Parquet. */
import { ByteWriter, ParquetWriter, schemaFromColumnData } from 'hyparquet-writer';

/** What pandas and Arrow read as these: text, whole numbers of 64 bits, numbers of 32 and 64 bits, a time in UTC. */
export type ParquetType = 'STRING' | 'BOOLEAN' | 'INT64' | 'FLOAT' | 'DOUBLE' | 'TIMESTAMP';

/** Undefined is a missing value. */
export type ParquetValue = string | boolean | bigint | number | Date | undefined;

export interface ParquetColumn {
  readonly name: string;
  readonly type: ParquetType;
}

/** Values by column, all of one length. */
export type RowGroup = readonly (readonly ParquetValue[])[];

/** @param groups their rows follow one another; one at a time is in memory */
export async function encodeParquet(
  columns: readonly ParquetColumn[],
  groups: Iterable<RowGroup> | AsyncIterable<RowGroup>,
): Promise<Uint8Array> {
  const bytes = new ByteWriter();
  const file = new ParquetWriter({
    writer: bytes,
    schema: schemaFromColumnData({ columnData: columns.map(({ name, type }) => ({ name, type, data: [] })) }),
    createdBy: 'ferexp',
  });
  for await (const group of groups) {
    const columnData = columns.map(({ name }, index) => ({ name, data: [...group[index]!] }));
    await file.write({ columnData, rowGroupSize: Math.max(1, group[0]?.length ?? 0) });
  }
  await file.finish();
  return bytes.getBytes();
}
