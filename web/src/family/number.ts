// Mobile numbers, and the times that invitations are printed with.

/**
 * A number as the server takes it, of what a person typed: `+86 138-0013-8000` is `008613800138000`.
 * `undefined` if it is none with a country code.
 */
export function dialled(typed: string): string | undefined {
  const plain = typed.normalize("NFKC").replace(/[\s\p{Cf}().\-–—/·]/gu, "");
  const number = plain.replace(/^\+/, "00");
  return /^00\d{6,18}$/.test(number) ? number : undefined;
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** The moment of `Tue Sep 02 02:25:46 UTC 2025`, which is how invitations print times; not every browser reads that. */
export function printed(time: string): number {
  const [, month = "", day, clock, year] = /^\w{3} (\w{3}) (\d\d) (\d\d:\d\d:\d\d) UTC (\d{4})$/.exec(time) ?? [];
  const number = MONTHS.indexOf(month) + 1;
  return number === 0 ? NaN : Date.parse(`${year}-${String(number).padStart(2, "0")}-${day}T${clock}Z`);
}
