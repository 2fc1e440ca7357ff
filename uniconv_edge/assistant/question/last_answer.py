"""How a person asks of the last answer itself: where it stands, whether to believe it, what stands around it, that it
is wrong, or when and by whom its document was written. Patterns of whole questions in small letters without what
they begin with (`words/bare.py`) and their end; English. Pure."""

from __future__ import annotations

from uniconv_edge.expressions import expression

_ANSWER = r"(?:(?:the|your) (?:last |previous )?(?:answer|quote|quotation|sentence|information|number|figure))"
_WHAT_WAS_SAID = rf"(?:that|this|it|{_ANSWER})"
_PLACE = (
    r"(?:documents?|doc|files?|page|source|section|article|clause|rule|regulation|provision|chapter|paragraph|e-?mail"
    r"|pdf|paper|(?:work)?sheet|tab)"
)
SOURCE = expression(
    rf"(?:(?:(?:from|in|on|of|under) )?(?:which|what) {_PLACE}(?:"
    rf"| (?:is|was|are|were) {_WHAT_WAS_SAID}(?: (?:from|in|on|taken from|written (?:in|on)))?"
    rf"| (?:says?|states?) (?:that|this|so|it)"
    rf"| (?:does|did) {_WHAT_WAS_SAID} (?:say|state|come|stand|appear)(?: (?:that|this|so|it|from|in|on))*"
    r"| did you (?:find|get|take|read|see|quote)"
    r"(?: (?:that|this|it))?(?: (?:from|in|on))?)"
    rf"|(?:from|in|on|under|by) (?:which|what) {_PLACE}"
    rf"|where (?:does|did) {_WHAT_WAS_SAID} (?:say (?:that|this|so|it)|come from)"
    rf"|where (?:is|was) {_WHAT_WAS_SAID} (?:from|written|stated|mentioned|quoted from)"
    r"|where (?:did|do) you (?:find|get|read|see|take|have) (?:that|this|it)(?: from)?"
    rf"|(?:what(?:'s| is| was| are) )?(?:the |your )?sources?(?: (?:of|for) {_WHAT_WAS_SAID})?"
    r"|(?:show|give|tell|name|open|cite|quote) (?:me )?(?:the |your |its )?"
    rf"(?:source|document|file|page|passage|quote|citation|reference|proof|evidence)(?: (?:of|for) {_WHAT_WAS_SAID})?"
    rf"|open {_WHAT_WAS_SAID}|how do you know(?: (?:that|this|it))?|says who|according to (?:what|which document)"
    r"|prove (?:it|that))(?: please)?"
)
SURE = expression(
    rf"(?:are you (?:really |quite |absolutely |very |so )?(?:sure|certain|confident)"
    r"(?: (?:about|of) (?:that|this|it))?"
    rf"|(?:is|was) (?:that|this|{_ANSWER}) (?:really |actually |definitely |still )?(?:true|right|correct|reliable)"
    rf"|really|can i (?:trust|believe|rely on) (?:you|{_WHAT_WAS_SAID})"
    rf"|how (?:sure|certain|confident|reliable) (?:are you|is {_WHAT_WAS_SAID})(?: (?:about|of) (?:that|this|it))?"
    r"|did you (?:just )?make (?:that|this|it) up)"
)
_ABOUT_IT = r"(?: (?:about|on|of|to) (?:that|this|it))?"
MORE = expression(
    rf"(?:(?:(?:tell|show|give) me )?(?:(?:a (?:bit|little) )?more|(?:some )?more (?:details?|context))"
    rf"{_ABOUT_IT}|what else(?: (?:does|do) (?:it|they|the (?:document|file|page|section)) say)?{_ABOUT_IT}"
    rf"|(?:is there )?(?:anything|something) else{_ABOUT_IT}"
    r"|go on|continue|keep reading|read (?:me )?(?:on|more)"
    r"|(?:show|read|give|quote|open) (?:me )?(?:the |its )?(?:whole|full|entire|complete|surrounding|rest of the) "
    r"(?:paragraph|passage|section|text|sentence|page|context|table|list)"
    r"|(?:show|give) (?:me )?the context|what (?:comes|stands|is) (?:around|before|after) (?:that|this|it))(?: please)?"
)
_NOT_WHAT = r"(?:quite )?what i (?:asked|meant|wanted)(?: for)?"
_NOT_RIGHT = rf"(?:wrong|incorrect|false|nonsense|not (?:right|true|correct|it|{_NOT_WHAT}))"
DISPUTE = expression(
    rf"(?:no,? )?(?:(?:that|this|it)(?:'s| is| was) {_NOT_RIGHT}|wrong(?: answer)?|nonsense"
    r"|i (?:do not|don't|did not|didn't) (?:understand|get)(?: (?:that|this|it|you))?|what do you mean"
    r"|(?:explain|rephrase|simplify) (?:that|this|it)(?: again| to me)?(?: in (?:other|simple|plain) (?:words|terms))?"
    r"|in (?:other|simple|plain) (?:words|terms))(?: please)?"
)

# What papers are called in other languages, the plural where it is not the singular with an `s`.
FOREIGN_PAPER = (
    r"contrat|facture|règlement|reglement|lettre|courrier|rapport|devis|procès-verbal|compte-rendu|assurance|notice"
    r"|quittance|recette|relevé|attestation|ordonnance"
    r"|contrato|factura|nómina|nomina|reglamento|carta|informe|presupuesto|guía|guia|temario|folleto|recibo|póliza|poliza"
    r"|seguro|receta|extracto"
    r"|(?:[a-zäöü]+)?(?:rechnung|vertrag|versicherung|kündigung|protokoll|rezept|quittung|bescheid|anleitung|auszug)"
    r"|contratto|fattura|bolletta|ricevuta|polizza|lettera|verbale|ricetta|preventivo|assicurazione"
    r"|(?:[a-z]+)?(?:contract|factuur|rekening|verzekering|polis)|notulen|recept"
    r"|fatura|recibo|apólice|apolice|receita|orçamento|orcamento|extrato"
)
PAPER = (
    r"document|file|letter|minutes|contract|agreement|lease|report|manual|handbook|guide|invoice|bill|notes?|diary|e-?mails?"
    r"|mail|message|book|paper|policy|article|plan|offer|estimate|statement|certificate|terms|rules|instructions|leaflet"
    r"|brochure|newsletter|will|codicil|thread|presentation|slides|spreadsheet|workbook|csv|cv"
    rf"|{FOREIGN_PAPER}"
)
# What has an author as well, and may in other questions be what a document tells of.
_WORK = (
    rf"{PAPER}|memo|memorandum|recipe|proposal|transcript|speech|poem"
    r"|standard|reference|introduction|tutorial|specification|faq|thesis|essay|charter|novel"
    r"|study|trial|review|survey|dissertation"
)
# By which a person points at a document, whatever it is called: "this page", "the book", "that code".
ANY_WORK = expression(
    rf"(?:{_WORK}|story|play|text|biography|textbook|(?:web ?)?(?:page|site)|code|script|module|program|notebook"
    r"|deck|talk|attachment|pdf|dokument|datei|schreiben|buch|documento|fichier|livre|archivo|fichero|libro|boek|bestand"
    r"|livro|arquivo|ficheiro)s?"
)
# The document of the last answer, or one that is named: its name is in the group.
_DOCUMENT = (
    rf"(?:that|this|it|(?:that|this|these|those) (?:{_WORK})"
    rf"|(?:(?:the|my|our) )?(?P<paper>[\w' -]*\b(?:{_WORK})\b(?: (?:from|of|by|to|for|about|on) [\w' -]+?)?"
    r"|[\w-]+\.[a-z]{2,5}))"
)
_MADE = "written|sent|signed|drawn up|issued|published"
_MAKE = "write|send|sign|draw up|issue|publish"
_BY = "written|sent|signed|drawn up"
WRITTEN = expression(
    rf"(?!how old is it\b)"
    rf"(?:when (?:was|were)(?= .*\b(?:{_MADE})$)|when (?:is|was|are|were)(?= .*\b(?:dated|from)$)"
    rf"|when did [\w.' -]+? (?:{_MAKE})"
    r"|(?:what|which) date (?:is|was|does)(?: on)?|what(?:'s| is| was) the date (?:of|on)|how (?:old|recent) (?:is|are)"
    rf"|from when (?:is|was)) {_DOCUMENT}(?: (?:{_MADE}|dated|from|have|bear|carry))?"
)
WRITER = expression(
    rf"(?:who (?:wrote|sent|signed|drew up)"
    rf"|(?:by|from) whom (?:is|was|were)|who (?:is|was|are|were)(?= .*\b(?:(?:{_BY}) by|from|by)$)"
    rf"|who (?:is|was|are|were) the (?:authors?|writers?|senders?)(?: of)?) {_DOCUMENT}"
    rf"(?: (?:{_BY}))?(?: (?:by|from))?"
    r"|who (?:is|are|was|were) the (?:authors?|writers?)"
)
# An invoice or the like, of the last answer or by its number.
_BILLED = "invoice|bill|estimate|quotation|quote|offer|receipt|order|delivery note|credit note"
_BILL = (
    rf"(?:(?:that|this|it)(?: (?:one|{_BILLED}))?"
    rf"|(?:(?:the|my|our) )?(?P<paper>(?:{_BILLED})(?: (?:number|no\.?))? ?[\w/-]*\d[\w/-]*))"
)
RECEIVER = expression(
    r"(?:and |so )?(?:whom? (?:is|was)(?= .*\b(?:for|to)$)|who did(?= .* go to$)"
    r"|who (?:got|received|gets)(?! .*\b(?:for|to)$)"
    rf"|to whom (?:is|was)) {_BILL}(?: (?:sent|issued|addressed|made out|billed|go))?(?: (?:for|to))?"
)
WHEN = expression(r"(?:when|on (?:what|which) (?:day|date))(?: was (?:that|this|it))?")
BY_WHOM = expression(r"(?:(?:by )?who|by whom|who by)(?: was (?:that|this|it))?")
