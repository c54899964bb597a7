"""Words whose full stop need not end a sentence, and words that open one."""


def word_set(words: str) -> frozenset[str]:
    """Return the words of a table written as running text."""
    return frozenset(words.split())


# Always stand before a name.
TITLES = word_set(
    """
    mr mrs ms messrs mx dr prof gen lt col maj capt cpt cmdr cdr cmdre comdr cpl sgt ssgt adm radm vadm brig sqn
    wg flt gp ldr plt pvt pfc sen rep reps gov lieut amb pres rev hon fr supt insp det st ste mt ft sgd
    mme mlle hrh asst assoc dep ing dipl
    """
)
# Stand before a number; otherwise the full stop is one.
BEFORE_NUMBERS = word_set(
    """
    no nos nr rs fig figs art arts sec vol vols p pp ch chap para paras approx ca c cl est ver op sq tk eq s ss
    max min avg re inr pkr usd
    """
)
MONTHS = word_set("jan feb mar apr jun jul aug sep sept oct nov dec")
MONTH_NAMES = MONTHS | word_set("january february march april may june july august september october november december")
WEEKDAYS = word_set("mon tue tues wed thu thur thurs fri sat sun")
WEEKDAY_NAMES = WEEKDAYS | word_set("monday tuesday wednesday thursday friday saturday sunday")
# Close a name and may close the sentence with it.
SUFFIXES = word_set(
    """
    inc co cos ltd ltda corp corpn llc llp lp plc pvt pte pty bros jr sr esq dept depts div assn intl mfg univ govt
    dev tech eng ind inds sys bhd sdn hldgs grp cie gmbh ave blvd rd bldg tel ext hrs hr yrs yr lbs mi km kg bn mn
    tn cr rtd ret comm
    """
)
# Close the sentence when a capital follows.
CLOSERS = word_set("etc al")
CLOCK = word_set("a.m p.m am pm")
AFTER_CLOCK = (
    WEEKDAY_NAMES | MONTH_NAMES | word_set("est edt et cet cest gmt utc pst pdt pt ist pkt bst kst jst eastern local")
)
ALWAYS_INSIDE = word_set("e.g i.e eg ie v vs cf viz")

STARTERS = word_set(
    """
    The A An It It's It’s Its He She They We You This That These Those There Their His Her Our My In On At As By
    For From With But And Or So If When While After Before Since During According However Meanwhile Moreover Also
    Although Though Because Both Such Some Many Several Not Now Then What Who Why How Where Which Last Earlier
    Later Yet Despite Among Between Until Once Here To Of Instead Still Only Even Each All Any Nor Most Another
    Other Officials Sources Shares Analysts Neither Asked Experts Separately Additionally Furthermore Nevertheless
    He's She's They're We're I'm I've Than Today Yesterday Tomorrow Recently Currently Previously
    Initially Finally Together Every Through Unlike Whether Founded Based Speaking Following Given Having Being
    Two Three Four Five Six Seven Eight Nine Ten Deliveries Negotiations Talks
    """
)
