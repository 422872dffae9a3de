/** The styles of the stage, which wait with it. */
import '../styles/marks.css'
import '../styles/stage.css'
import '../styles/page.css'
import '../styles/views.css'
