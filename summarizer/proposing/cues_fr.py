"""The French cue words."""

from __future__ import annotations

from summarizer.proposing.cues import Cues, by_preposition, words

__all__ = ["FRENCH"]

FRENCH = Cues(
    language="fr",
    speech=words(
        """dire déclarer affirmer annoncer expliquer assurer indiquer préciser ajouter souligner rappeler répondre
        répliquer écrire raconter confier avouer admettre reconnaître confirmer révéler prétendre soutenir
        insister marteler conclure commenter noter remarquer observer signaler prévenir avertir promettre jurer
        garantir demander réclamer exiger suggérer proposer recommander conseiller plaider argumenter rétorquer
        regretter déplorer dénoncer juger tweeter témoigner rapporter évoquer prédire pronostiquer certifier
        attester relater informer mentionner lancer poursuivre réagir s'indigner indigner exclamer interroger
        estimer proclamer alerter démentir nier"""
    ),
    manner=words(
        """lancer poursuivre continuer reprendre renchérir sourire soupirer crier ironiser plaisanter tonner tempérer
        nuancer résumer glisser souffler rire répéter enchaîner lâcher interroger exclamer indigner"""
    ),
    thought=words(
        """penser croire estimer juger considérer trouver savoir craindre redouter espérer supposer imaginer douter
        souhaiter vouloir comprendre constater découvrir sentir attendre décider conclure déplorer regretter
        féliciter"""
    ),
    evidence=words(
        "montrer indiquer révéler démontrer suggérer estimer conclure confirmer souligner faire_état affirmer prévoir"
    ),
    infinitive=words(
        """vouloir espérer souhaiter promettre refuser accepter compter prévoir décider menacer envisager entendre
        désirer préférer craindre demander proposer jurer dire affirmer assurer déclarer"""
    ),
    objects=words(
        """rejeter refuser dénoncer condamner critiquer soutenir défendre réclamer demander exiger annoncer promettre
        proposer saluer regretter déplorer contester nier démentir approuver souhaiter craindre redouter évoquer
        rappeler souligner confirmer accepter préconiser prôner recommander fustiger pointer appuyer vanter
        revendiquer désapprouver attaquer reprocher imputer prévoir envisager"""
    ),
    prepositions=by_preposition(
        """
        à: appeler opposer engager croire refuser inviter
        pour: plaider militer prononcer
        contre: protester prononcer mettre élever
        de: menacer accuser féliciter réjouir plaindre inquiéter
        sur: insister revenir alerter
        """
    ),
    addressed=words(
        "appeler inviter exhorter demander ordonner conseiller encourager presser sommer autoriser inciter"
    ),
    judging=words("accuser féliciter remercier blâmer soupçonner critiquer"),
    naming=words("qualifier décrire traiter considérer présenter juger désigner"),
    light=words("exprimer émettre faire lancer apporter donner formuler réaffirmer réitérer dire manifester"),
    nouns=words(
        """avertissement déclaration annonce crainte peur espoir promesse demande appel souhait volonté soutien
        opposition critique accusation inquiétude doute refus proposition avis conviction regret désir intention
        affirmation préoccupation souci reproche désaccord satisfaction colère indignation"""
    ),
    attitudes=words(
        """convaincu inquiet préoccupé confiant favorable opposé hostile prêt déterminé sceptique optimiste
        pessimiste sûr certain satisfait fier heureux déçu prudent réticent"""
    ),
    linking=words("être rester sembler paraître demeurer"),
    sources=(("selon",), ("d'", "après"), ("suivant",)),
    vehicles=words(
        "communiqué lettre rapport discours message tweet déclaration interview note tribune livre article étude"
    ),
    witnesses=words(
        """rapport étude sondage enquête donnée chiffre document vidéo résultat analyse recherche statistique preuve
        audit recensement photo image enregistrement article livre lettre communiqué loi accord traité plan"""
    ),
    settings=words(
        """communiqué interview entretien lettre discours message tweet conférence réunion débat journaliste radio
        télévision presse antenne micro journal quotidien occasion colonne"""
    ),
    spokesmen=words("porte-parole"),
    humans=words(
        """président présidente ministre premier chef dirigeant responsable maire député députée sénateur sénatrice
        candidat candidate porte-parole directeur directrice avocat avocate juge procureur préfet policier police
        armée général colonel soldat gouvernement ministère parti syndicat association organisation groupe
        entreprise société banque tribunal cour parlement assemblée commission conseil comité opposition majorité
        autorité manifestant manifestante étudiant étudiante professeur chercheur expert économiste scientifique
        médecin journaliste écrivain auteur artiste acteur actrice chanteur joueur entraîneur habitant habitante
        citoyen électeur électrice témoin victime famille père mère frère sœur fils fille femme homme ami amie roi
        reine prince pape évêque imam prêtre ambassadeur diplomate secrétaire chancelier chancelière salarié
        ouvrier employé patron patronne fondateur fondatrice membre militant militante population peuple pays état
        union coalition agence observateur analyste proche source conseiller conseillère eurodéputé élu élue
        équipe club fédération"""
    ),
    males=words("homme père frère fils roi prince monsieur mari président directeur sénateur député candidat"),
    females=words("femme mère sœur fille reine princesse madame présidente directrice sénatrice députée candidate"),
    he=words("il lui"),
    she=words("elle"),
    they=words("ils elles eux"),
    it=frozenset(),
    risks=words(
        """avertir avertissement craindre crainte risque risquer menace menacer danger dangereux inquiétude inquiéter
        inquiet peur redouter alarmer alerte alerter péril préoccupation préoccupant escalade compromettre"""
    ),
    risk_modals=words("pouvoir pourrait pourraient risquer risque menacer peut peuvent probable probablement éventuel"),
    harms=words(
        """guerre conflit violence attaque attentat mort tuer détruire destruction dommage blesser effondrement
        effondrer crise catastrophe pénurie inondation incendie explosion épidémie famine récession faillite
        licenciement perte aggraver provoquer déclencher représailles émeute instabilité chaos tension grève
        sanction contaminer polluer fuite terrorisme sécheresse perturber retarder"""
    ),
)
