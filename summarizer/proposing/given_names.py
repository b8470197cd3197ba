"""Common given names that tell a man from a woman, for "he" and "she"; names that tell neither are left out."""

from __future__ import annotations

from summarizer.proposing.cues import words

__all__ = ["FEMALE", "GIVEN", "MALE"]

MALE = words(
    """aaron abdul abdullah abraham adam adil adolf ahmad ahmed aidan akira alan alasdair albert alberto
    alejandro aleksander aleksandr alex alexander alexandre alexei alfred ali allan allen amar ambrose amir amit
    anatoly anders andrea andreas andrei andres andrew andy angus anil anselm anthony antoine anton antonio
    antony aras archie arjun arne arnold arthur arvid ashok ashraf asif augustin axel baldwin barack barnaby
    barry bart bashar bastian ben benedict benjamin benno bernard bernd bernie bertrand bill billy bjarne björn
    bob bobby bogdan boris brad bradley brandon brendan brett brian bruce bruno bryan calum carl carlos casper
    cedric cesar chad charles charlie chris christian christoph christophe christopher chuck clarence claude
    claus clayton clint clive colin connor corey cormac cornelius craig curtis cyril dale damian damien dan
    daniel danny dave david dean declan denis dennis derek diego dieter dietmar dieudonné dimitri dirk dmitri
    dmitry dmytro dominic dominik dominique don donald doug douglas duncan dustin dwight eamon earl ebbe ed
    eddie edgar edmund eduardo edward edwin eero einar eirik elias elon emeka emile emilio emmanuel enrique eric
    erich erik erling ernest ernst etienne eugene evan evgeny ezra fabian fabien fabio felipe felix ferdinand
    fergus fernando filippo finn florian francesco francis francisco francois frank franklin franz françois fred
    frederic frederick fredrik friedrich frédéric gabriel gareth garry gary gaspard gavin geoff geoffrey georg
    george georges gerald gerard gerhard gideon gilbert gilles giorgio giovanni giuseppe glenn gordon graham
    greg gregor gregorio gregory guillaume gustav guy gérard günter günther haakon hamid hamish hamza hans
    harald harold harrison harry harvey hasan hassan hector heinrich heinz helmut henning henri henrik henry
    henryk herbert herman hermann hiroshi hjalmar horst howard hubert hugh hugo hussain hussein håkon ian
    ibrahim ignacio igor ilya imran ingo isaac ishaan istvan ivan ivar ivo jacek jack jackson jacob jacques
    jaime jake jakob james jan janos jared jarek jason jasper javier jay jean jed jeff jeffrey jens jeremy
    jeroen jerome jerry jesse jesus jim jimmy joachim joao joe joel johan johann johannes john johnny jon jonas
    jonathan jordan jorge jorma jose josef josep joseph josh joshua josé joško juan juergen juha julian julien
    julius justin jérôme jörg jörn jürgen kamal karim karl kaspar kasper keir keith kemal ken kenji kenneth
    kevin khalid kjell klaus klemens knut kofi konrad konstantin kristian kunal kurt kyle lachlan larry lars
    laszlo laurent lawrence lee leif lennart leo leon leonard leonid leopold leroy leslie lester lewis lindsey
    lionel lloyd lorenzo lothar louis lubomir luc luca lucas ludwig luigi luis luiz lukas luke lászló maciej
    magne magnus mahmoud malcolm malik manfred manish manuel marc marcel marco marcos marcus marek mario marius
    mark marko markus marshall martin marvin massimo mateusz mathieu matt matteo matthew matthias matthieu
    matthijs mattias maurice mauricio max maxim maxime maximilian mehmet michael michel mick miguel mihai mikael
    mike mikhail mikkel milan milos miroslav mitch mitchell mitt mohamed mohammad mohammed mohan moritz morris
    moses muhammad murat mustafa narendra nathan naveen neil nelson nicholas nick nicolas nicolás nigel nikhil
    nikita niklas nikola nikolai nikolaus nils noah noel norbert norman nuno olaf olav ole oleg oliver olivier
    omar omer oscar oskar osman oswald otto ove owen pablo pascal pat patrice patrick paul paulo pavel pawel
    pedro pekka percy pete peter petr petter philip philipp philippe phillip pierre pieter piotr pranav pyotr
    quentin radko rafael rahm rahul rainer rajesh rajiv rakesh ralf ralph ramon rand randy raphael rashid rasmus
    raul ravi ray raymond recep reinhard rené reuben ricardo richard rick rob robert roberto robin rod rodney
    rodrigo roger rohan roland rolf roman ron ronald rory ross roy ruben rudolf rudolph rune rupert ruslan
    russell ryan salman salvador sam samuel sanjay scott seamus sean sebastian selim serge sergei sergey sergio
    seth shane shaun shinzo sidney siegfried sigurd simon sindre sipho slobodan stanislav stanley stefan stefano
    stellan stephan stephen steve steven stuart stéphane sunil suresh sven sébastien sören søren tadeusz taras
    tarek ted teemu terrence terry thabo thaddeus theo theodor theodore thierry thomas thomasz thorsten tim
    timothy tobiah tobias tod todd toivo tom tomas tomasz tommy toni tony torben torsten travis trevor tristan
    tyler udo ulrich uwe vaclav valentin valery vasily vasyl victor vidar vijay vikram viktor vince vincent
    vincenzo vitali vitaly vito vittorio vladimir volker volodymyr václav wade walter warren wayne werner wes
    wilhelm will willem william willy winston wojciech wolf wolfgang xavier xi yaakov yann yannick yehuda yosef
    yuri yusuf yvan yves zachary zoltan étienne"""
)

FEMALE = words(
    """aaliyah abigail adele adriana agata agatha agnes agnieszka agnès aino aisha alexandra alexandria alice
    alicia aline alison allison amanda amelia amina amira amy amélie ana anastasia andrée angela angelika
    angelina anika anita anja anjali anke ann anna annalena anne annegret anneke anneliese annette annie annika
    anouk antje antoinette antonia anya april arlene asha asta astrid aurelia aurore aurélie ava barbara beata beate
    beatrice beatriz benazir berit bernadette beth bettina betty beverly bianca birgit birgitta blanca bożena
    brenda bridget bridie brigitte brittany bronwyn béatrice camilla camille carla carlotta carly carmen carol
    carole carolina caroline carolyn catalina catarina catherine cathy cecile cecilia celeste celia chantal
    charlotte chelsea cheryl chiamaka chiara chloe christa christiane christina christine cindy claire clara
    claudia claudine clementine colleen condoleezza connie constance constanze corinne cornelia cristina cynthia
    cécile dagmar dagny daniela danielle daphne daria debbie deborah debra deepa delia delphine denise diana
    diane dilma divya dolores donna dora doris dorothea dorothy dorothée ebba edda edith eileen elaine eleanor
    elena eleni eleonora elif elisa elisabeth elise eliza elizabeth ella ellen elsa elspeth elvira emilia emilie
    emily emma erika erin esperanza esra esther eszter ethel eugenia eva evangeline eve evelyn ewa fatima fatma
    fatou fatoumata felicity fenna fiona fleur flora florence frances franziska françoise frauke frida frieda
    gabriela gabriele gabrielle gail geneviève georgia gerda germaine gertrude gina giorgia giovanna gisela
    gisele gisèle giulia glenda gloria grace greta grethe gudrun gunilla gwen gwendolyn hanna hannah heather
    hedda hedwig heidi heike helen helena helene henrietta henrike hiba hilary hilda hildegard hillary huma
    hélène ida ikram ilaria ilona ilse imke imogen ina ines inez inga inge ingeborg ingrid inès inés ioana
    iolanda irene irina iris irma isabel isabella isabelle isolde ivana ivanka ivonne jacinda jacqueline jadwiga
    jana jane janet janice jasmine jeanne jeannette jelena jennifer jenny jessica jill jo joan joanna joanne
    johanna jolanda josephine joséphine joyce juanita judith judy julia juliana julie juliette june justine kaja
    kamala karen karin karla karolina karoline katarina katarzyna kate katharina katherine kathleen kathryn
    kathy katie katja katrin kavita kayleigh keiko kellyanne kerstin khadija kimberly kirsi kirsten kirsty
    kristen kristina ladina larisa laura lauren laurence leila lena leonie leontine leslie leticia leyla lidia
    lieselotte lily linda linnea lisa liv livia liz lorena loretta lori lorna lotte louise lucia lucie lucinda
    lucy lucía ludmila ludmilla luisa luise lydia lynn mabel madeleine madeline magdalena maggie maike maja
    malala malgorzata malia malin malka manon manuela mara marcela mareike margaret margarete margarita margit
    margot marguerita marguerite maria mariam marian mariana marianne marie marija marijke marika marilyn marina
    marine marion marisol marissa marit marjorie marlene marta martha martina mary maryam mathilda mathilde
    matilda maud maureen maxine meera megan meghan meike melania melanie melinda melissa mercedes meredith
    merete mette michaela michele michelle milena mina minna mira mireille miriam moira molly mona monica monika
    monique muriel myriam mélanie nadezhda nadia nadine nadira nadja nancy naomi natalia natalie natasha
    nathalie ngozi niamh nicola nicole nikki nina noor nora norma odile oksana olena olga olivia orla ottilie
    paloma pamela patricia patty paula pauline peggy penelope pernilla perpetua petra petronella philippa
    philomena phyllis pilar piroska pooja priscilla priti priya rachel ragnhild ramona rania raquel rebecca
    regina regine rekha renate renée rhonda rita roberta rosa rosalind rosanna rose rosemary roswitha roxanne
    rukhsana runa ruth rüya saanvi sabine sabrina sadie safiya sally salma samantha sandra sanna saoirse sara
    sarah sasha saskia segolene selma senta serena shabana shalini shana shannon sharon sheila shirin shirley
    signe sigrid silke silvia simone sinead sinéad siobhan siobhán siv sofia solange solveig sonia sonja sophia
    sophie soraya stefanie stella stephanie stéphanie sue summer sunita susan susanna susanne suzanne svenja
    svetlana swantje sylvia sylvie ségolène tamara tamsin tania tanja tara tatiana tatjana teodora teresa tereza
    thea theodora theresa thora thérèse tiffany tilda tilde tina tova tracy tuva ulla ulrike ursel ursula ute
    valentina valerie valérie vanessa vera veronica veronika vibeke victoria viktoria viola violet violeta
    virginia virginie vivian viviane vlasta véronique wanda wendy whitney wiebke wilhelmina ximena yael yara
    yasmin ylva yolanda ysabel yulia yvette yvonne zainab zara zdenka zeynep zoe zofia zora zoé zsuzsanna zuzana
    élisabeth élise émilie"""
) - words("leslie")

GIVEN = FEMALE | MALE
