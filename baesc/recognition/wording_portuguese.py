"""What people say in Portuguese when they ask for a change of specs."""

from baesc.recognition.wording import Wording, dropped, listed, meaning

_CLOSED = """
    o os a as ao um uma uns umas de em por para com sem e ou mas nem não nunca nenhum nenhuma só
    somente apenas exceto salvo menos se quando enquanto antes depois após então entre até desde
    que qual quais cujo é ser poder dever pertencer são foi tem têm ter possui pode podem deve
    devem cada todo toda todos todas algum alguma alguns vários várias muitos muitas poucos mais
    ele ela eles elas seu sua seus suas este esta esse essa isso eu nós você me já
    ainda sobre sob pelo
"""

PORTUGUESE = Wording(
    language="pt",
    signs=listed(
        _CLOSED
        + """
        do da dos das no na nos nas ao aos à às num numa pelos pela pelas nao favor gostaria quero
        queria preciso poderia criar crie cria criando adicionar adicione adiciona acrescentar
        acrescente incluir inclua inserir insira remover remova excluir exclua apagar apague
        deletar eliminar renomear renomeie alterar altere mudar mude modificar modifique tornar
        torne gerenciar gerencia gestão gestao controlar cadastrar cadastro sistema entidade campo
        campos atributo relação relacao relacionamento obrigatório obrigatória obrigatorio opcional
        único única chamada chamado nome fazer faça gerar gere relacionar vincular pertence obrigado
        obrigada olá oi atualizar nova novo
    """
    )
    - listed("a as no do me e mas se os sob das is mude"),
    openings=dropped("""
        por favor, favor, por gentileza, oi, olá, ola, bom dia, boa tarde, boa noite, ok, então,
        agora, também, só, e, aí, bem, e então, e depois, pode, poderia, podes, você pode,
        você poderia, vc pode, vc poderia, tu podes, será que você pode, eu quero, quero,
        eu queria, queria, eu gostaria de, gostaria de, gostaria que, eu gostaria que você,
        gostaria que você, quero que, quero que você, eu quero que você, preciso que,
        preciso que você, eu preciso, preciso, nós precisamos, precisamos, vamos, é possível,
        seria possível, me ajude a, ajude-me a, estou, eu estou, obrigado, obrigada,
        muito obrigado, muito obrigada, finalmente, agora então,
        por obséquio, pfv, pf, teria como, tem como, tem como você, dá para, dá pra, você consegue,
        consegue, me, queria que você, quero que vc, gostaria que vc, eu gostaria que vc, necessito,
        faça o favor de, você pode me, você poderia me, pode me, poderia me, preciso que vc,
        gostaríamos de, queremos, se possível, tenho que, temos que, eu quero que vc,
        será que poderia, seria possível você, ajude-me a, nós queremos, vou, eu vou
    """),
    soft=dropped("""
        agora, também, só, e, aí, bem, então, finalmente, agora então, estou, eu estou, pode,
        poderia, podes, preciso, eu preciso, quero, eu quero, queria, eu queria, vamos, precisamos,
        me, queremos, nós queremos, vou, eu vou, tenho que, temos que, necessito, ok, favor
    """),
    questions=listed("pode poderia podes você vc é seria será"),
    closings=dropped("""
        por favor, por gentileza, favor, obrigado, obrigada, muito obrigado, muito obrigada,
        valeu, também, para mim, pra mim, para nós, se possível, se puder, agora, obg, vlw, pfv,
        agradeço, desde já agradeço, desde já obrigado, obrigado desde já, grato, grata, se der, e
    """),
    wishes=dropped("""
        preciso de, eu preciso de, precisamos de, quero, eu quero, queremos, gostaria de,
        eu gostaria de, gostaria de ter, quero ter, preciso ter, queria, eu queria, necessito de
    """),
    verbs=meaning("""
        criar: criar,crie,cria,crio,criando,criem,criasse,gerar,gere,gera,gerando,construir,construa
        criar: construindo,desenvolver,desenvolva,desenvolvendo,montar,monte,fazer,faça,faz,fazendo
        criar: crie para mim,crie pra mim,criar para mim,faça para mim,criação de,a criação de
        criar: implementar,implemente,elaborar,elabore
        adicionar: adicionar,adicione,adiciona,adicionando,acrescentar,acrescente,acrescenta
        adicionar: incluir,inclua,inclui,incluindo,inserir,insira,insere,inserindo,colocar,coloque
        adicionar: coloca,botar,bote,acrescentando,ponha,pôr
        remover: remover,remova,remove,removendo,excluir,exclua,exclui,excluindo,apagar,apague,apaga
        remover: apagando,deletar,delete,deleta,deletando,eliminar,elimine,elimina,tirar,tire,tira
        remover: suprimir,suprima,retirar,retire,retira
        alterar: alterar,altere,altera,alterando,mudar,mude,muda,mudando,modificar,modifique
        alterar: modifica,modificando,trocar,troque,atualizar,atualize,editar,edite
        renomear: renomear,renomeie,renomeia,renomeando
        relacionar: relacionar,relacione,vincular,vincule,ligar,ligue,conectar,conecte
        relacionar: associar,associe
        tornar: tornar,torne,torna,tornando,deixar,deixe
    """),
    denials=listed("não nunca"),
    phrases=meaning("""
        não: nao
        e: &,bem como,assim como,e também,e então
        só: somente,apenas
        de: do,da,dos,das,dum,duma
        em: no,na,nos,nas,num,numa
        ao: à,aos,às,pro,pra,pros,pras
        por: pelo,pela,pelos,pelas
        com: contendo,que tem,que têm,que possui,que possuem,que contém,tendo,com os dados
        com campo: com os seguintes campos,com os seguintes atributos,com os campos,com as colunas
        com campo: com os atributos,com seguintes campos
        muitos-para-muitos: muitos para muitos
        um-para-muitos: um para muitos
        muitos-para-um: muitos para um
        um-para-um: um para um
        ter: tem,têm,possui,possuem,possuir
        poder: pode,podem,deve poder,devem poder,deveria poder
        dever: deve,devem
        ser: é,são
        pertencer: pertence,pertencem
        pertencer ao: pertence a,pertencem a,pertencer a
        campo: campos,atributo,atributos,coluna,colunas
        entidade: entidades
        entidade chamado: entidade de nome,entidade com o nome,entidade com nome de
        entidade chamado: entidade para,tabela para,tabela chamada,tabela de nome
        campo chamado: campo de nome,campo com o nome,campo com nome de
        relação: relações,relacao,relacoes,relacionamento,relacionamentos
        obrigatório: obrigatória,obrigatórios,obrigatórias,obrigatorio,obrigatoria
        obrigatório: requerido,requerida
        opcional: opcionais
        único: única,únicos,únicas,unico,unica
        email: e-mail
        emails: e-mails
        gestão: gestao
    """),
    articles=listed("""
        o a os as um uma uns umas meu minha meus minhas nosso nossa nossos nossas
    """),
    definite=listed("o a os as"),
    few=listed("poucos poucas pouco"),
    fresh=listed("novo nova existente"),
    there=listed("existente"),
    plain=listed("simples básico pequeno web bom"),
    naming=dropped("chamado, chamada, chamados, chamadas, denominado, denominada"),
    systems=listed("sistema aplicação aplicativo app software programa plataforma ferramenta crud"),
    purposes=listed("para de que ao onde"),
    tasks=meaning("""
        gerenciar: gerenciar,gerencia,gerencie,gerenciamento de,gestão de,gerir
        gerenciar: permita gerenciar,permite gerenciar,possa gerenciar,eu possa gerenciar
        gerenciar: administrar,administra,administração de,gerenciando,gere,gestão,gerenciamento
        controlar: controlar,controla,controle,controle de
        cadastrar: cadastrar,cadastra,cadastre,cadastro de
        registrar: registrar,registra,registro de
    """),
    management=listed(""),
    closed=listed(_CLOSED),
    modifiers=listed("obrigatório opcional único padrão"),
    create="criar",
    add="adicionar",
    remove="remover",
    edits=listed("adicionar remover alterar"),
    also="e",
    added=listed("também agora então"),
    have="ter",
    also_to=listed("a"),
    to="ao",
    targets=listed("de em"),
    prepositions={
        "adicionar": ("ao", listed("para em")),
        "remover": ("de", listed("em")),
        "relacionar": ("ao", listed("com para")),
        "renomear": ("para", listed("como")),
    },
    having=listed("ter poder dever pertencer"),
    with_=listed("com"),
    system="sistema",
    field="campo",
    entity="entidade",
    relation="relação",
    through=listed("e de"),
)
