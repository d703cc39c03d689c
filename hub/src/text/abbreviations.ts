/**
 * Words behind which a full stop does not end a sentence, in lower case, without their last stop.
 * One too many only makes a piece of text a little longer, so the list is generous: titles, units,
 * references and dates of English, German, French, Spanish, Italian and Portuguese.
 */
export const abbreviations: ReadonlySet<string> = new Set(
  [
    "mr mrs ms mx dr prof sr jr st rev hon gen col maj capt cmdr lt sgt pres gov sen rep messrs mt ft",
    "vs etc cf al approx dept est ext fig figs inc ltd co corp no nos op pp vol vols ed eds ch sec",
    "jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun",
    "a.m p.m e.g i.e ph.d m.d b.a m.a u.s u.k u.n a.d b.c",
    "hr fr frl nr str bzw usw ca z.b d.h u.a s.o s.u v.a z.t evtl ggf inkl zzgl mio mrd abs art bd tel",
    "m mm mme mlle me p.ex env av bd tél janv févr avr juil",
    "sra srta ud uds d dña pág págs p.ej ee.uu núm tel",
    "sig sig.ra dott dott.ssa ing avv arch ecc pag n",
    "exmo exma dra profa av",
  ].flatMap((line) => line.split(" ")),
);
