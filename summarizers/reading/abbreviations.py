"""Words whose full stop need not end a sentence, and words that open one."""


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Always stand before a name.
TITLES = _set(
    "mr mrs ms messrs mx dr prof gen lt col maj capt cpt cmdr cdr cmdre comdr cpl sgt ssgt adm radm vadm brig sqn wg flt gp "
    "ldr plt pvt pfc sen rep reps gov lieut amb pres rev hon fr sr.lt supt insp det st ste mt ft sgd vs viz cf mme mlle "
    "hrh asst assoc dep sec-gen ing dipl"
)
# Stand before a number; otherwise the full stop is one.
BEFORE_NUMBERS = _set(
    "no nos nr rs fig figs art arts sec vol vols p pp ch chap para paras approx ca c cl est ver op sq tk eq s ss max min avg re "
    "inr pkr usd"
)
MONTHS = _set("jan feb mar apr jun jul aug sep sept oct nov dec")
MONTH_NAMES = _set("january february march april may june july august september october november december") | MONTHS
WEEKDAYS = _set("mon tue tues wed thu thur thurs fri sat sun")
WEEKDAY_NAMES = _set("monday tuesday wednesday thursday friday saturday sunday") | WEEKDAYS
# Close a name and may close the sentence with it.
SUFFIXES = _set(
    "inc co cos ltd ltda corp corpn llc llp lp plc pvt pte pty bros jr esq dept depts div assn intl mfg univ govt dev tech eng "
    "ind inds sys bhd sdn hldgs grp cie gmbh ave blvd rd bldg tel ext hrs hr yrs yr lbs mi km kg bn mn tn cr rtd ret u.s.a comm"
)
# Usually close a sentence when a capital follows.
CLOSERS = _set("etc al")
CLOCK = _set("a.m p.m am pm")
AFTER_CLOCK = (
    WEEKDAY_NAMES | MONTH_NAMES | _set("est edt et cet cest gmt utc pst pdt pt ist pkt bst kst jst eastern local")
)
ALWAYS_INSIDE = _set("e.g i.e eg ie v vs cf")

STARTERS = _set(
    "The A An It It's It’s Its He She They We You This That These Those There Their His Her Our My In On At As By For From With "
    "But And Or So If When While After Before Since During According However Meanwhile Moreover Also Although Though Because "
    "Both Such Some Many Several Not Now Then What Who Why How Where Which Last Earlier Later Yet Despite Among Between Until "
    "Once Here To Of Instead Still Only Even Each All Any Nor Most Another Other Officials Sources Shares Analysts Neither Asked "
    "Experts Separately Additionally Furthermore Nevertheless Under-secretary He's She's They're We're I'm I've Than Today "
    "Yesterday Tomorrow Recently Currently Previously Initially Finally Together Every Through Despite Unlike Whether Founded "
    "Based Speaking Following Given Having Being Having Two Three Four Five Six Seven Eight Nine Ten Deliveries Negotiations Talks"
)
