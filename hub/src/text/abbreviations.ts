/**
 * Words after which a full stop does not end a sentence, in lower case, without the final stop.
 * A false entry only makes a piece of text a little longer, so the list is generous: titles, units,
 * references and dates. Single letters need no entry, because initials never end a sentence.
 */
export const abbreviations: ReadonlySet<string> = new Set(
  [
    // English
    "mr mrs ms mx dr prof sr jr st rev hon gen col maj capt cmdr lt sgt pres gov sen rep messrs mt ft",
    "vs etc cf al approx dept est ext inc ltd co corp ed eds",
    "jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri",
    "a.m p.m e.g i.e ph.d m.d b.a m.a u.s u.k u.n a.d b.c ave blvd rd hwy apt eq def viz univ assn",
    // German and Dutch
    "hr fr frl str bzw usw ca z.b d.h u.a s.o s.u v.a z.t evtl ggf inkl zzgl mio mrd tel",
    "geb gest bspw dipl ing mag st.-nr jh jhd vgl hrsg mwst plz okt dez dhr mevr mw bijv enz blz",
    // French, Spanish, Italian, Portuguese, Catalan and Romanian
    "m mm mme mlle p.ex env av bd tél janv févr avr juil ex réf",
    "sra srta ud uds d dña p.ej ee.uu ee uu rr hh ff tel ej aprox avda lic arq",
    "sig sig.ra dott dott.ssa ing avv arch ecc prof.ssa rag geom gent spett",
    "exmo exma dra profa av eng pça",
    // Scandinavian, Polish, Czech, Hungarian and Turkish
    "bl.a t.ex t.o.m f.eks kl ca osv ul al os tzn tzw np itd itp godz inż mgr hab św tj čj např tzv",
    "pl stb ún vb vs örn sn av doç yrd öğr müh cad sok mah apt",
    // Russian, Ukrainian and Greek
    "г гг ул д кв корп пр просп пл пер обл р-н т.е т.д т.п т.к др пр им см гл",
    "руб коп тыс млн млрд проф акад доц инж напр вул буд грн кг мин янв февр апр авг сент окт нояб дек",
    "κ κα κος δρ καθ αρ σελ π.χ κ.λπ κ.ά δηλ βλ λεωφ οδ τηλ χλμ εκατ δισ ι.χ μ.χ",
  ].flatMap((line) => line.split(" ")),
);

/** Abbreviations only before a number, as in "no. 5"; elsewhere they are ordinary words. */
export const numberings: ReadonlySet<string> = new Set(
  [
    "no nos nr fig figs vol vols op pp pg ch sec eq abs abb art bd kap tab núm pág págs cap pag fasc",
    "с рис табл стр σελ αρ čís str obr",
  ].flatMap((line) => line.split(" ")),
);
