"""The English cue words."""

from __future__ import annotations

from summarizer.proposing.cues import Cues, by_preposition, words

__all__ = ["ENGLISH"]

ENGLISH = Cues(
    language="en",
    speech=words(
        """say tell add argue claim warn state insist announce declare note write explain suggest describe
        acknowledge admit concede confess predict promise vow pledge swear reply respond answer maintain contend
        assert report reveal disclose tweet retweet comment remark conclude allege caution complain confirm
        observe recall repeat stress emphasize emphasise underscore underline reiterate testify recount relate
        mention clarify elaborate counter retort counsel advise recommend propose demand ask urge request order
        instruct plead beg agree disagree deny protest object boast brag joke quip lament profess proclaim
        pronounce posit postulate speculate theorize hypothesize reason opine muse signal hint imply inform notify
        assure reassure remind convince persuade forecast project calculate estimate guess certify attest affirm
        reaffirm avow verify blog post inquire enquire question editorialize decry bemoan gripe grumble rule
        decree charge cite quote point read go_on continue begin interject volunteer offer apologize brief preach
        teach dictate guarantee pray chant"""
    ),
    manner=words(
        """continue begin start go conclude finish smile laugh sigh shout yell scream cry exclaim whisper mutter
        murmur mumble snap bark growl groan shrug nod joke quip chuckle sneer scoff fume rage thunder intone drawl
        gasp wonder interrupt interject volunteer chime respond reply ask echo read sum"""
    ),
    thought=words(
        """believe think know feel fear worry expect hope assume suppose suspect doubt consider understand realize
        realise recognize recognise remember imagine dream wish wonder decide determine find see hear learn
        discover notice sense judge reckon figure deem trust accept appreciate forget foresee anticipate envision
        conceive regret rejoice marvel conclude gather surmise presume intuit calculate care"""
    ),
    evidence=words(
        """show indicate suggest reveal find demonstrate prove illustrate conclude estimate note say report state
        confirm detail describe document highlight warn allege predict project forecast argue claim read signal
        imply underscore"""
    ),
    infinitive=words(
        """want hope plan vow promise pledge threaten refuse decline agree intend aim seek wish demand propose expect
        aspire long yearn offer consent undertake resolve opt decide swear commit desire prefer love hate like
        dread ask claim profess mean choose fear hesitate look deserve"""
    ),
    objects=words(
        """reject oppose support back endorse criticize criticise condemn denounce deny dismiss demand defend
        question challenge welcome praise applaud attack blast slam mock deride decry propose favor favour
        advocate recommend announce promise pledge predict suggest acknowledge admit confirm mention discuss cite
        describe explain outline detail stress emphasize emphasise underscore highlight note tout champion embrace
        reiterate repeat want fear doubt dispute contest refute rebut rebuff protest lament bemoan regret
        celebrate hail laud commend salute extol admire respect resent hate love like dislike despise detest abhor
        prefer disavow disown repudiate renounce ridicule lambast lambaste castigate chastise rebuke scold rip pan
        assail deplore lampoon belittle denigrate disparage vilify insult understate overstate exaggerate downplay
        ignore envision envisage expect anticipate foresee consider contemplate seek urge request plan promote
        pitch push warn approve veto overturn uphold overrule impose ban appreciate understand recognize recognise
        accept believe reveal disclose report allege claim blame accuse address recall remember reference invoke
        echo counter raise voice express threaten plead affirm reaffirm assert declare proclaim authorize
        authorise order mandate prohibit forbid refuse decline bash trash chide admonish upbraid trumpet cheer"""
    ),
    prepositions=by_preposition(
        """
        for: call push press argue advocate plead beg apologize apologise ask lobby campaign vote hope wish
        for: long pray vouch
        on: call insist comment elaborate urge expand speculate bet agree decide focus touch
        of: warn complain boast brag speak talk think approve disapprove dream despair
        of: conceive hear learn know tell accuse
        about: warn complain boast brag worry speak talk think wonder write ask joke lie
        about: care fret grumble gripe know rave
        against: warn argue protest rail speak vote advise rule lobby caution fight inveigh
        to: object point refer allude admit confess testify pledge promise agree respond
        to: react commit subscribe swear consent
        at: hint balk bristle scoff laugh marvel lash sneer
        in: believe
        with: agree disagree concur differ side sympathize sympathise break
        from: distance
        over: worry fret protest fume
        by: stand
        after: go
        out: lash speak point
        back: push
        as: see view regard portray cast paint
        into: tear rip lay
        upon: seize
        """
    ),
    addressed=words(
        """urge ask tell order beg implore exhort encourage advise call command instruct direct request invite press
        push challenge warn remind want expect like lobby pressure plead caution counsel recommend admonish
        entreat compel ban forbid convince persuade"""
    ),
    judging=words(
        """accuse blame criticize criticise praise fault thank condemn denounce chide scold rebuke mock ridicule ding
        commend applaud attack slam blast credit congratulate forgive castigate lambast lambaste chastise
        reprimand berate assail hit knock rip charge suspect convict admire laud hammer pound taunt tweak deride"""
    ),
    naming=words(
        """call describe dismiss label brand denounce characterize characterise portray depict paint see view regard
        consider deem term dub declare cast condemn hail praise tout criticize criticise cite decry mock ridicule
        deride slam blast attack compare liken identify name pronounce rate find frame reject interpret define
        pound"""
    ),
    light=words(
        """make express voice raise issue give have offer deliver share hold show reiterate announce state repeat
        sound air register convey declare harbor harbour draw cite lodge file level launch take underscore"""
    ),
    nouns=words(
        """claim warning statement belief hope fear concern worry call demand plea request promise pledge vow threat
        assertion allegation accusation charge argument contention suggestion proposal plan prediction forecast
        expectation view opinion conviction insistence denial admission acknowledgment acknowledgement confession
        announcement declaration conclusion finding assessment assurance complaint criticism condemnation
        objection opposition support endorsement praise skepticism scepticism doubt disdain contempt suspicion
        reservation misgiving commitment determination desire wish intention refusal willingness reluctance
        eagerness unwillingness decision ruling judgment judgement verdict order recommendation appeal invitation
        offer advice explanation remark comment assumption notion idea question case regret disappointment anger
        outrage frustration optimism pessimism confidence commendation position stance interest estimate theory
        thesis response answer reply rejection dismissal attack tirade outburst broadside enthusiasm sympathy
        respect admiration gratitude thanks apology vision goal aim ambition dream thought feeling impression
        sense understanding anxiety alarm dismay displeasure unease preference guarantee oath advocacy defense
        defence rebuke"""
    ),
    attitudes=words(
        """confident worried afraid concerned hopeful sure certain convinced optimistic pessimistic skeptical
        sceptical cautious wary doubtful fearful anxious nervous happy glad pleased proud sorry sad disappointed
        surprised shocked angry furious outraged upset frustrated thrilled delighted grateful thankful aware
        unaware critical supportive dismissive eager keen reluctant willing unwilling determined committed opposed
        adamant ambivalent unsure uncertain horrified appalled alarmed disturbed troubled disgusted enthusiastic
        satisfied dissatisfied puzzled baffled hesitant inclined suspicious insistent unhappy ashamed appreciative
        apologetic relieved encouraged heartened saddened"""
    ),
    linking=words("be remain seem appear sound become grow stay look get feel"),
    sources=(("according", "to"),),
    vehicles=words(
        """statement letter email e-mail memo tweet post report release speech interview message note testimony
        filing lawsuit complaint document op-ed column editorial article ad advertisement video motion order
        resolution brief dispatch blog book paper study survey poll press_release petition announcement text"""
    ),
    witnesses=words(
        """report study poll survey data figure record statistic result analysis document video email e-mail evidence
        research finding investigation review audit estimate source research test experiment model index census
        photograph photo picture footage recording transcript history experience history fact number list map
        inspection inquiry paper article book letter memo filing indictment website site page section statement
        law bill rule constitution agreement treaty plan policy ad advertisement spot commercial film"""
    ),
    settings=words(
        """statement interview letter email e-mail memo tweet post release speech conference message testimony filing
        rally briefing debate hearing event remark town hall appearance phone telephone call telegram meeting
        twitter facebook column op-ed article editorial reporter journalist radio television tv show program
        programme"""
    ),
    spokesmen=words("spokesman spokeswoman spokesperson spokespeople spokesmen"),
    humans=words(
        """people official officer leader minister president chancellor premier lawmaker senator congressman
        congresswoman representative deputy mp politician candidate nominee governor mayor ambassador envoy
        diplomat spokesman spokeswoman spokesperson aide adviser advisor strategist analyst expert economist
        scientist researcher scholar professor teacher student parent doctor nurse patient lawyer attorney
        prosecutor judge justice court jury police policeman detective sheriff soldier general commander colonel
        troop military army navy government administration cabinet ministry department agency bureau office
        commission commissioner committee council board panel parliament congress senate house party campaign
        union association federation organization organisation group coalition alliance company firm corporation
        bank business industry executive ceo chief chairman chairwoman chair director manager head founder owner
        employer employee worker staff staffer team member activist campaigner protester protestor demonstrator
        critic opponent supporter backer ally rival advocate voter citizen resident villager neighbor neighbour
        witness victim survivor family mother father brother sister son daughter wife husband friend man woman boy
        girl child person player coach fan athlete author writer journalist reporter editor columnist
        correspondent blogger newspaper magazine outlet network station channel source insider observer
        commentator pundit historian bishop pope priest pastor cleric imam rabbi democrat republican conservative
        liberal socialist communist nationalist rebel militant insurgent fighter terrorist kremlin authority
        regulator watchdog investigator inspector auditor taxpayer consumer customer passenger driver farmer
        fisherman businessman businesswoman billionaire investor trader banker donor lobbyist consultant
        contractor engineer designer artist actor actress singer musician filmmaker producer who everyone
        everybody nobody someone somebody many some most other few american veteran tribe community population
        public nation state country city county university college school institute foundation charity church
        hospital embassy delegation delegate secretary treasurer speaker whip majority minority caucus majesty
        king queen prince princess monarch emperor crew pilot captain crowd mob audience participant"""
    ),
    males=words(
        "man boy father brother son husband king prince spokesman chairman congressman businessman uncle nephew"
    ),
    females=words(
        """woman girl mother sister daughter wife queen princess spokeswoman chairwoman congresswoman businesswoman
        aunt niece actress"""
    ),
    he=words("he him his himself"),
    she=words("she her hers herself"),
    they=words("they them their themselves"),
    it=words("it its itself"),
    risks=words(
        """warn warning fear risk threat threaten threatening danger dangerous endanger jeopardize jeopardise
        jeopardy worry worried concern concerned alarm alarmed alarming peril perilous hazard afraid fearful
        anxious anxiety escalation escalate imperil unease dread vulnerable vulnerability brink caution misgiving
        apprehension apprehensive destabilize destabilise undermine backfire exacerbate risky nervous wary ominous
        dire menace"""
    ),
    risk_modals=words("could may might can would will likely potential potentially possibly risk threaten"),
    harms=words(
        """war conflict violence attack kill death die dead destroy destruction damage harm hurt injure injury
        collapse crisis disaster catastrophe catastrophic catastrophically shortage flood fire explosion explode
        outbreak epidemic pandemic famine hunger starve recession inflation bankruptcy default layoff unemployment
        loss lose fail failure worsen provoke spark trigger escalate retaliate retaliation backlash unrest riot
        instability chaos tension clash strike sanction spread infect contaminate pollute leak breach hack terror
        terrorism terrorist extinction extinct drought displace displacement disrupt disruption delay derail
        resistance response interference impair weaken erode undermine deteriorate deterioration suffer suicide
        poison toxic cost casualty aggression heighten severe serious fatal lethal deadly irreversible"""
    ),
)
