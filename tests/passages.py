"""Short passages in twelve languages about places and people that do not exist, sentence by sentence."""

from __future__ import annotations

ENGLISH = (
    "Harbour Minister Oda Venn said on Tuesday that the port of Calder Bay would close for 14 days in March.",
    "“We cannot keep the old cranes running on hope — they are forty years old, and two failed,” she told the council.",
    "The dockers’ union, which has 2,300 members, rejected the plan and called it a gift to the shipping companies.",
    "Its chairman, Pell Marrow, said the union had not been asked… and would never agree to unpaid leave.",
    "Economists at the University of Norland warn that a long closure could cost the region 4.5 million crowns a week.",
    "“If the ferries stop, the islands have no fresh food after five days,” said Ilse Torvald, the mayor of Sandø.",
    "The ministry denies that any decision has been taken, but officials admit that money is running out.",
    "Nobody in Calder Bay expects the repairs to be finished before the autumn storms arrive.",
    "Opposition leader Henrik Aasgaard supports the closure only if the government pays the wages of all workers.",
    "A report by the Tidewater Institute found that traffic through the bay fell by 12 percent between 2019 and 2023.",
    "The official files on the first offshore flood were filed in the office of the harbour master.",
)

OTHERS = {
    "German": (
        "Die Bürgermeisterin von Grünsee, Frau Alma Voss, lehnt den Bau der zweiten Brücke ab.",
        "„Wir haben kein Geld – und wir haben nicht einmal einen Plan…“, sagte sie am 3. Mai vor dem Rat.",
        "Der Verband der Fischer fürchtet, dass die Fähre über den Fluss eingestellt wird.",
    ),
    "French": (
        "Le maire de Valmorne, Étienne Casaubel, n’a pas signé l’accord avec la société des eaux.",
        "« Nous ne vendrons jamais la source — elle appartient aux 850 habitants », a-t-il déclaré…",
        "L’opposition craint que les prix de l’eau n’augmentent de 20 % dès l’été.",
    ),
    "Spanish": (
        "La alcaldesa de Puerto Nublado aseguró que el faro no se apagará antes de 2031.",
        "«¿Quién pagará la reparación…? —preguntó el capitán Saúl Orbegón—, porque el mar no espera».",
        "Los pescadores temen que la niebla dure 40 días y que nadie vea las rocas.",
    ),
    "Russian": (
        "Глава посёлка Верхняя Ольховка Пётр Зимин заявил, что мост не откроют раньше 12 июня.",
        "«Мы не можем ждать ещё год — дети ходят в школу через лёд…» — сказала учительница Вера Лапина.",
        "Жители опасаются, что весной вода снова поднимется на три метра.",
    ),
    "Greek": (
        "Ο δήμαρχος της Νέας Αλμυρής, Πέτρος Καλαμίδης, δεν δέχεται το σχέδιο για το λιμάνι.",
        "«Το νησί δεν έχει νερό για 600 επισκέπτες – και κανείς δεν μας ρώτησε…», είπε στους κατοίκους.",
        "Οι ψαράδες φοβούνται ότι τα έργα θα διώξουν τα ψάρια από τον κόλπο.",
    ),
    "Arabic": (
        "قال رئيس بلدية وادي السرو سالم الدرغام إن السد لن يُفتح قبل 15 يومًا.",
        "«لا نملك ما يكفي من الماء – ولم يسألنا أحد…» كما قالت المهندسة هالة زيدون أمام المجلس.",
        "ويخشى المزارعون أن تجف الآبار في القرى البعيدة خلال الصيف.",
    ),
    "Hebrew": (
        "ראש מועצת גבעת הלוטם, יואב כרמון, אמר כי הגשר לא ייפתח לפני 20 ביוני.",
        "„אין לנו תקציב – ואיש לא שאל אותנו…” אמרה המהנדסת דפנה שרעב בפני המועצה.",
        "החקלאים חוששים שהבארות יתייבשו בכפרים הרחוקים במהלך הקיץ.",
    ),
    "Chinese": (
        "云溪镇镇长罗知远表示，新码头在6月30日之前不会开放。",
        "“我们没有钱修桥——也没有人问过我们……”工程师白若岚在会议上说道。",
        "渔民担心，如果水位继续下降，村里的三百户人家将没有饮用水。",
    ),
    "Japanese": (
        "霧ヶ浜町の町長である深堀さくら氏は、港を4月10日まで閉鎖しないと述べた。",
        "「古い橋はもう持ちません――誰も私たちに聞いていない…」と技師の久我原トオルは語った。",
        "漁師たちは、工事が続けば湾から魚がいなくなるのではないかと心配している。",
    ),
    "Korean": (
        "은하리 이장 도경목은 새 다리가 9월 15일 이전에는 열리지 않을 것이라고 밝혔다.",
        "“우리는 돈이 없습니다 – 아무도 우리에게 묻지 않았습니다…” 기술자 표선아가 회의에서 말했다.",
        "어부들은 공사가 계속되면 만에서 물고기가 사라질까 걱정하고 있다.",
    ),
    "Hindi": (
        "नीलकुंज के सरपंच देवांश मल्होरा ने कहा कि नया पुल 20 जुलाई से पहले नहीं खुलेगा।",
        "“हमारे पास पैसा नहीं है – और किसी ने हमसे पूछा भी नहीं…” इंजीनियर कावेरी टंडोला ने बैठक में कहा।",
        "किसानों को डर है कि गर्मियों में दूर के गाँवों के कुएँ सूख जाएँगे।",
    ),
    "Thai": (
        "นายกเทศมนตรีเมืองธารหมอก นายปรีดี ศรีวังทอง กล่าวว่าสะพานใหม่จะไม่เปิดก่อนวันที่ 5 สิงหาคม",
        "“เราไม่มีเงินพอ – และไม่มีใครถามเรา…” วิศวกรหญิงมาลี ทองธาร กล่าวในที่ประชุม",
        "ชาวประมงกลัวว่าปลาจะหายไปจากอ่าวถ้าการก่อสร้างดำเนินต่อไป",
    ),
}

PASSAGES = {"English": ENGLISH, **OTHERS}
