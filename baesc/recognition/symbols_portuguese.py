"""Portuguese."""

from baesc.recognition.symbols import Lexicon, phrases, table, words

PORTUGUESE = Lexicon(
    language="pt",
    phrases=table("""
        CREATE: criar,crie,cria,criando,construir,construa,gerar,gere,desenvolver,desenvolva
        CREATE: montar,monte,definir,defina,implementar,implemente,fazer,faca
        ADD: adicionar,adicione,adiciona,acrescentar,acrescente,incluir,inclua,inserir,insira
        ADD: colocar,coloque
        REMOVE: remover,remova,remove,excluir,exclua,apagar,apague,deletar,delete,eliminar,elimine
        REMOVE: retirar,retire,tirar,tire
        RENAME: renomear,renomeie,renomeia
        CHANGE: alterar,altere,mudar,mude,modificar,modifique,atualizar,atualize,trocar,troque
        CHANGE: editar,edite,converter,converta
        MAKE: tornar,torne,deixar,deixe
        RELATE: relacionar,relacione,ligar,ligue,conectar,conecte,associar,associe,vincular
        RELATE: vincule
        WANT: preciso de,precisamos de,quero,queremos,gostaria de,eu preciso de,eu quero
        WANT: gostariamos de,eu gostaria de
        WITH: com,contendo,que tem,que tenha,que possui,que tenham,que possua
        ONLY: apenas,somente,so
        WITHOUT: sem,exceto,mas,menos,fora,a nao ser
        NOT: nao,nunca,jamais,nao mais
        NO: nenhum,nenhuma,nem
        OR: ou
        ORDER: antes,depois,quando,enquanto,se,ate que,desde
        QUANTITY: mais,metade,exatamente
        QUANTITY: dois,duas,tres,quatro,cinco,seis,sete,oito,nove,dez,duzia,positivo,positiva
        QUANTITY: negativo,negativa,maior que,menor que,maior do que,menor do que,superior a
        QUANTITY: inferior a,acima de,abaixo de,igual a
        IT: isso,isto,ele,ela,eles,elas,tudo,nada,ambos,ambas
        AND: e,bem como,assim como,e tambem,alem de
        TO: ao,aos,para,pra,para o,para a,para os,para as
        A: a,as
        IN: na,no,nas,nos,em
        FROM: do,da,dos,das
        OF: de
        BETWEEN: entre
        AS: como
        BY: por
        SYSTEM: sistema,aplicacao,aplicativo,app,programa,software,plataforma,ferramenta
        SYSTEM: aplicacao web,sistema web,cadastro,crud
        MANAGE: gerenciar,gerencia,gerencie,gerir,controlar,controle,administrar,cadastrar
        MANAGE: registrar,gestao,gerenciamento,cadastro,administracao
        THAT: que
        ENTITY: entidade,entidades,tabela,tabelas,modelo
        FIELD: campo,campos,atributo,atributos,coluna,colunas,propriedade,propriedades
        FOLLOWING: seguintes,seguinte,estes
        RELATION: relacao,relacionamento,relacoes,relacionamentos,associacao,vinculo,referencia
        NAMED: chamado,chamada,chamados,chamadas,de nome,com o nome,com nome de,denominado
        NAMED: denominada
        ART: o,os,um,uma,uns,umas
        NEW: novo,nova,novos,novas,existente,existentes,outro,outra
        PLAIN: simples,basico,basica,pequeno,pequena,completo,completa
        REQUIRED: obrigatorio,obrigatoria,obrigatorios,obrigatorias,requerido,requerida
        REQUIRED: nao opcional
        OPTIONAL: opcional,opcionais,nao obrigatorio,nao obrigatoria,facultativo,facultativa
        UNIQUE: unico,unica,unicos,unicas
        NOTUNIQUE: nao unico,nao unica
        INDEXED: indexado,indexada
        TYPE: tipo,tipo de dado,tipos
        T:string: string,texto curto,cadeia
        T:text: texto,texto longo
        T:integer: inteiro,numero inteiro,int,integer
        T:number: numero,numerico
        T:float: float,real,ponto flutuante
        T:decimal: decimal,dinheiro,moeda
        T:boolean: booleano,boolean,bool,sim/nao,logico
        T:date: data,date
        T:time: hora,horario
        T:datetime: data e hora,datetime,data/hora,timestamp
        T:email: email,e-mail
        T:url: url,link
        T:uuid: uuid
        T:enum: enum,enumeracao,um de
        T:json: json
        DEFAULT: padrao,por padrao,valor padrao,com valor padrao,inicialmente
        VALUES: valores,opcoes
        MAX: maximo,no maximo,ate,maximo de,tamanho maximo
        MIN: minimo,no minimo,pelo menos,ao menos,minimo de,tamanho minimo
        CHARS: caracteres,caractere,letras
        HAVE: ter,tem,possuir,possui,contem,conter,tenha,possua
        CAN: pode,podem,podera,poderao,deve poder,devem poder,deve ser capaz de
        CAN: devem ser capazes de,deveria poder
        MUST: deve,devem,deveria,precisa,precisam,tem que,tem de
        BE: ser,e um,esta,sao,estar,seja,fica,ficar
        IS: é
        BELONG: pertence ao,pertence a,pertencem ao,pertencem a,pertence aos,pertencer ao
        BELONG: pertencer a
        EACH: cada,todo,toda,todos,todas
        MANY: muitos,muitas,varios,varias,multiplos,multiplas,diversos,diversas,uma lista de
        MANY: um ou mais,mais de um,mais de uma
        ONE: exatamente um,exatamente uma
        ONE: unicamente um,apenas um,somente um,apenas uma,somente uma,um unico,uma unica
        KIND:many_to_many: muitos para muitos,muitos-para-muitos,n:n,n-n,m:n
        KIND:one_to_many: um para muitos,um-para-muitos,1:n,1-n
        KIND:many_to_one: muitos para um,muitos-para-um,n:1,n-1
        KIND:one_to_one: um para um,um-para-um,1:1,1-1
        REQUIREMENTS: requisitos,requisito,detalhes
        USING: usando,use,utilizando,utilize,baseado em
        ITS: seu,sua,seus,suas
    """),
    openings=phrases("""
        por favor,por gentileza,ola,oi,ok,agora,entao,tambem,depois disso,por fim,primeiro,
        voce pode,voce poderia,poderia,pode,quero que voce,gostaria que voce,eu quero que voce,
        eu gostaria de,gostaria de,eu quero,vamos,preciso que voce,bom dia,boa tarde,eu preciso,
        preciso,eu preciso que voce,quero
    """),
    closings=phrases("""
        por favor,por gentileza,obrigado,obrigada,muito obrigado,muito obrigada,tambem,para mim
    """),
    promises=words("""
        use usar usando utilize utilizar as os o a um uma de do da dos das e em com para
        que melhores praticas boas estruturar estruturada aplicacao web simples python
        framework fastapi sqlite streamlit sqlalchemy pydantic banco dados persistencia
        persistir api rest deve devem retornar retorne respostas resposta json esquema
        criado criada automaticamente na no ao inicializacao iniciar atualizar atualize
        incluir inclua novo nova tabela campo coluna entidade suportar este esta
        relacionamento relacao migracao preservar preserve manter mantenha existentes
        existente ser crud operacoes testes interface 3.11 3.12 3.11+ +
    """),
    anchors=words("""
        praticas python fastapi sqlite streamlit json migracao automaticamente crud
        esquema sqlalchemy pydantic
    """),
    questions=words("voce pode poderia"),
)  # fmt: skip
