import time
from tests.nettleser.test_tilgjengelighet import *
from tests.nettleser.test_tilgjengelighet import sett
from tests.nettleser.conftest import *
def test_m(sett):
    for navn in ("saker.forlop-kari","saker.forlop.plan-kari"):
        valg=[p for p in PAGES if p.navn==navn][0]
        t=time.time(); page=sett.show(valg); print(navn,"show",time.time()-t)
        t=time.time(); page.evaluate(AXE); print("inject",time.time()-t)
        for w in WIDTHS:
            page.set_viewport_size({"width": w, "height": 900})
            for extra in ({}, {"rules":{"color-contrast":{"enabled":False}}}):
                t=time.time()
                s=page.evaluate("o => {const c=performance.now(); return axe.run(document,o).then(r=>[performance.now()-c, r.violations.length])}", {"resultTypes":["violations"],"runOnly":{"type":"tag","values":TAGS},**extra})
                print(w,extra,round(time.time()-t,2), s)
